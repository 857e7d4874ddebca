import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadConfig } from '../../src/config.ts';
import { taskQueue } from '../../src/domain/identity.ts';
import { connectClient } from '../../src/engine/connect.ts';
import { startOwnWorker } from '../../src/executor/ownWorker.ts';
import { watchRun } from '../../src/executor/watchRun.ts';
import { openDataFolder } from '../../src/files/dataFolder.ts';
import { Store, storeFile } from '../../src/store/store.ts';
import { sharedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { waitFor } from '../support/waitFor.ts';

const engine = { ...(await sharedEngine()), embedded: false };
const root = temporaryFolder();
const config = loadConfig({ env: { AITA_STATE_DIR: join(root, 'state') }, cwd: root });
const folder = await openDataFolder(join(root, 'data'), { create: true });
const store = new Store(storeFile(folder.dir));
const client = await connectClient(engine);
after(async () => {
  await client.connection.close();
  store.close();
});

test('a run that is over ends the watch soon, though no worker answers for it any more', async () => {
  const worker = await startOwnWorker(
    { config, folder, store },
    { engine, client, model: false, graceMs: 0 },
  );
  const queue = { taskQueue: taskQueue(folder.id), workflowId: 'unanswered' };
  const handle = await client.workflow.start('costLedger', {
    ...queue,
    args: [{ ledger: { journals: [] }, maxEvents: 1000 }],
  });
  await handle.query('spend');
  await worker.stop();
  await handle.terminate();
  const started = Date.now();
  const { signal } = new AbortController();
  const ending = await watchRun({ client, handle, onProgress: () => undefined, signal });
  assert.equal(ending, 'terminated');
  assert.ok(Date.now() - started < 6000, `${Date.now() - started} ms`);
});

test('a watch that was left waits for nothing more, so that its connection can be closed', async () => {
  const queue = { taskQueue: taskQueue(folder.id), workflowId: 'left' };
  const handle = await client.workflow.start('anyRun', queue);
  let isWaiting = false;
  const result = () => {
    isWaiting = true;
    return handle.result().finally(() => (isWaiting = false));
  };
  const leave = new AbortController();
  const watched = { client, handle: { ...handle, result }, onProgress: () => undefined };
  const watch = watchRun({ ...watched, signal: leave.signal });
  await waitFor(() => isWaiting);
  leave.abort();
  assert.equal(await watch, 'interrupted');
  await waitFor(() => !isWaiting);
  await handle.terminate();
});
