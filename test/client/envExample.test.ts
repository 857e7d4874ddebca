import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { envExample } from '../../src/client/envExample.ts';

test('.env.example says what AITA reads', () => {
  const path = join(import.meta.dirname, '..', '..', '.env.example');
  assert.equal(readFileSync(path, 'utf8'), envExample());
});

test('.env.example sets nothing by itself', () => {
  const set = envExample()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  assert.deepEqual(set, []);
});
