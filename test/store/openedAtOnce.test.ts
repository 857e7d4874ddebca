import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { temporaryFolder } from '../support/temporaryFolder.ts';

test('commands that start at the same instant in a new folder all open its store', async () => {
  const folder = temporaryFolder();
  const files = Array.from({ length: 30 }, (_, index) => join(folder, `${index}`, 'store.db'));
  const threads = 2;
  const workerData = { files, gate: new Int32Array(new SharedArrayBuffer(4)), threads };
  const script = new URL('../support/openStoreAtOnce.ts', import.meta.url);
  const answers = await Promise.all(
    Array.from({ length: threads }, async () => {
      const [answer] = (await once(new Worker(script, { workerData }), 'message')) as [string];
      return answer;
    }),
  );
  assert.deepEqual(answers, ['done', 'done']);
});
