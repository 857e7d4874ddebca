import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Client } from '@temporalio/client';
import { loadConfig } from '../../src/config.ts';
import { costLedgerType, ledgerId, taskQueue } from '../../src/domain/identity.ts';
import { connectClient } from '../../src/engine/connect.ts';
import { readLedger, tellLedger } from '../../src/executor/ledger.ts';
import { version } from '../../src/executor/version.ts';
import { openDataFolder } from '../../src/files/dataFolder.ts';
import { sumJournal } from '../../src/store/postSpend.ts';
import { Store, storeFile } from '../../src/store/store.ts';
import { startWorker } from '../../src/worker.ts';
import type { LedgerInput } from '../../src/workflows/costLedger.ts';
import { aCall, aReply, usedAttempt } from '../support/calls.ts';
import { sharedEngine } from '../support/engine.ts';
import { TaskPuppet } from '../support/taskPuppet.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** From this many failed tries of a task on the engine takes no update until one succeeds. */
const failedTries = 3;

test('a post that the engine refuses between two tries of the ledger’s task is sent again until it is taken', async () => {
  const root = temporaryFolder();
  const engine = await sharedEngine();
  const { connection } = await connectClient(engine);
  const refused = Promise.withResolvers<unknown>();
  const startUpdate = async <I, O>(input: I, next: (input: I) => Promise<O>): Promise<O> => {
    try {
      return await next(input);
    } catch (error) {
      refused.resolve(error instanceof Error ? error.cause : error);
      throw error;
    }
  };
  const client = new Client({ connection, interceptors: { workflow: [{ startUpdate }] } });
  const config = loadConfig({ env: { AITA_STATE_DIR: join(root, 'state') }, cwd: root });
  const folder = await openDataFolder(join(root, 'data'), { create: true });
  const store = new Store(storeFile(folder.dir));
  const reply = aReply({ costUsd: 3 });
  await store.keepReply(aCall({ hash: 'hash' }), reply, usedAttempt(reply));

  const workflowId = ledgerId(folder.id);
  const run = await client.workflow.start(costLedgerType, {
    workflowId,
    taskQueue: taskQueue(folder.id),
    args: [{ ledger: { journals: [] }, maxEvents: 5000 } satisfies LedgerInput],
    memo: { version: version() },
  });
  const dying = new TaskPuppet(client, taskQueue(folder.id), 'dying');
  for (let tries = 0; tries < failedTries; tries++) await dying.failWorkflowTask();

  const telling = tellLedger(client, { config, folder, store });
  assert.match(String(await refused.promise), /FAILED_PRECONDITION/);
  const desk = { dataDir: folder.dir, folder: folder.id, store, model: null };
  const worker = startWorker({ desk, engine, stateDir: config.stateDir, graceMs: 0 });
  after(async () => {
    await (await worker).stop();
    await connection.close();
    store.close();
  });
  const ledger = await telling;
  assert.deepEqual((await readLedger(ledger)).journals[0]?.cells, sumJournal(store).cells);
  assert.equal((await ledger.describe()).runId, run.firstExecutionRunId);
});
