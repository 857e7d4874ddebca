import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectClient } from '../../src/engine/connect.ts';
import { engineStatus, ensureEngine } from '../../src/engine/engine.ts';
import { markUsed } from '../../src/engine/engineRecord.ts';
import { embeddedTarget } from '../../src/engine/engineTarget.ts';
import { engineFolder } from '../support/engineFolder.ts';
import { waitFor } from '../support/waitFor.ts';

const folder = await engineFolder();

test('ends itself when idle, though a run without a worker is open, and not while it is used', async () => {
  // Longer than a busy machine takes to connect.
  const idleMs = 3000;
  const engine = await ensureEngine({ ...folder.options, idleMs });
  const client = await connectClient(embeddedTarget(engine.address, null));
  await client.workflow.start('anything', { taskQueue: 'nobody', workflowId: 'waiting' });
  await client.connection.close();
  const usedUntil = performance.now() + idleMs * 1.5;
  const isOver = (): boolean => performance.now() > usedUntil;
  await waitFor(() => (markUsed(folder.files), isOver()));
  assert.equal(folder.engines().length, 1);
  await waitFor(() => folder.engines().length === 0 && folder.keepers().length === 0);
  assert.ok(performance.now() - usedUntil >= idleMs - 200);
  assert.deepEqual(await engineStatus(folder.options), { running: false });
});
