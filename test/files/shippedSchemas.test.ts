import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { shippedSchemas } from '../../src/files/shippedSchemas.ts';

const folder = join(import.meta.dirname, '../../schemas');
const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as object;

for (const [name, schema] of Object.entries(shippedSchemas)) {
  test(`the shipped ${name} is the one the code checks with`, () => {
    assert.deepEqual(read(name), JSON.parse(JSON.stringify(schema())), 'run: node scripts/writeSchemas.ts');
  });
}

test('every schema is shipped, and no other', () => {
  assert.deepEqual(readdirSync(folder).sort(), Object.keys(shippedSchemas).sort());
});
