import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { counted } from '../../src/domain/counted.ts';

test('one is one, and all other counts are many', () => {
  assert.deepEqual(
    [0, 1, 2, 1.5].map((count) => counted(count, 'page')),
    ['0 pages', '1 page', '2 pages', '1.5 pages'],
  );
  assert.equal(counted(2, 'entry', 'entries'), '2 entries');
});

test('no line for users counts students, pages, items, calls or tasks by itself', () => {
  const client = fileURLToPath(new URL('../../src/client', import.meta.url));
  const files = readdirSync(client, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const byHand = /^(?!.* of \$).*\$\{[^}]*\} (students|pages|items|calls|questions|tasks)\b(?!\/)/m;
  const found = files.filter((file) => byHand.test(readFileSync(join(client, file), 'utf8')));
  assert.deepEqual(found, []);
});
