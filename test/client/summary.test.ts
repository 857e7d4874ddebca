import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { resultWithoutRun, type RunStatus } from '../../src/client/output.ts';
import type { Session } from '../../src/client/session.ts';
import { printResult } from '../../src/client/summary.ts';
import { openDataFolder } from '../../src/files/dataFolder.ts';
import { Store } from '../../src/store/store.ts';
import { capturedIo } from '../support/capturedIo.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const root = temporaryFolder();
const store = new Store(join(root, 'store.db'));
const folder = await openDataFolder(join(root, 'data'), { create: true });
const failures = Array.from({ length: 12 }, (_, index) => ({ item: `item ${index}`, reason: 'blurred' }));

async function lastOfMany(pipeline: string, status: RunStatus): Promise<string | undefined> {
  const { io, out } = capturedIo('/');
  const session = { io, store, folder, config: { budgetUsd: null, retryFailedTasks: true } } as Session;
  const result = { ...resultWithoutRun(status, { pipeline, assignment: 'Quiz 1' }), failures };
  await printResult(session, result, { reason: null, carriers: [] }, false);
  return out.find((line) => line.startsWith('… and'));
}

test('says where the failures are that it does not list: a batch has no report', async () => {
  assert.equal(
    await lastOfMany('transcribe', 'partial'),
    "… and 2 more failed; for all of them: aita report --assignment 'Quiz 1'",
  );
  assert.equal(await lastOfMany('runBatch', 'partial'), '… and 2 more failed; the results list them');
  assert.equal(await lastOfMany('runBatch', 'paused'), '… and 2 more failed; --json lists them');
});
