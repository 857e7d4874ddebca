import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Client } from '@temporalio/client';
import { loadConfig } from '../../src/config.ts';
import { costLedgerType, ledgerId, taskQueue } from '../../src/domain/identity.ts';
import { totalSpend } from '../../src/domain/spend.ts';
import { connectClient } from '../../src/engine/connect.ts';
import { readLedger, tellLedger } from '../../src/executor/ledger.ts';
import { version } from '../../src/executor/version.ts';
import type { Workplace } from '../../src/executor/workplace.ts';
import { openDataFolder } from '../../src/files/dataFolder.ts';
import { sumJournal } from '../../src/store/postSpend.ts';
import { Store, storeFile } from '../../src/store/store.ts';
import { startWorker, type RunningWorker } from '../../src/worker.ts';
import type { LedgerInput } from '../../src/workflows/costLedger.ts';
import { aCall, aReply, usedAttempt } from '../support/calls.ts';
import { sharedEngine } from '../support/engine.ts';
import { historiesOf, payloadsOf } from '../support/histories.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const root = temporaryFolder();
let client: Client;
let place: Workplace;
let worker: RunningWorker;

before(async () => {
  const engine = await sharedEngine();
  client = await connectClient(engine);
  const config = loadConfig({ env: { AITA_STATE_DIR: join(root, 'state') }, cwd: root });
  const folder = await openDataFolder(join(root, 'data'), { create: true });
  place = { config, folder, store: new Store(storeFile(folder.dir)) };
  const desk = { dataDir: folder.dir, folder: folder.id, store: place.store, model: null };
  worker = await startWorker({ desk, engine, stateDir: config.stateDir, graceMs: 0 });
});
after(async () => {
  await worker.stop();
  await client.connection.close();
  place.store.close();
});

/** Books one call of three dollars and ten tokens out. */
function spend(number: number): Promise<void> {
  const reply = aReply({ costUsd: 3 });
  return place.store.keepReply(aCall({ hash: `hash-${number}` }), reply, usedAttempt(reply));
}

const ledgerTotal = async () => {
  const { journals } = await readLedger(client.workflow.getHandle(ledgerId(place.folder.id)));
  return totalSpend(journals.flatMap(({ cells }) => cells));
};

test('no post is lost or booked twice while the ledger goes on in new runs', async () => {
  const input: LedgerInput = { ledger: { journals: [] }, maxEvents: 40 };
  const workflowId = ledgerId(place.folder.id);
  const first = await client.workflow.start(costLedgerType, {
    workflowId,
    taskQueue: taskQueue(place.folder.id),
    args: [input],
    memo: { version: version() },
  });
  const calls = 60;
  const poster = async (lane: number) => {
    for (let number = lane; number < calls; number += 4) {
      await spend(number);
      await tellLedger(client, place);
    }
  };
  await Promise.all([0, 1, 2, 3].map(poster));
  const total = await ledgerTotal();
  assert.deepEqual([total.calls, total.outputTokens, total.knownUsd], [calls, calls * 10, calls * 3]);
  const now = await client.workflow.getHandle(workflowId).describe();
  assert.notEqual(now.runId, first.firstExecutionRunId);
  // Else the next command would take it for another version's and end it.
  assert.equal((now.memo as { version: string }).version, version());
  const histories = await historiesOf(client, `WorkflowId = '${workflowId}'`);
  assert.ok(histories.length >= 4, `${histories.length} runs`);
  for (const { history } of histories) {
    assert.ok((history.events?.length ?? 0) < 100);
    for (const payload of payloadsOf(history)) assert.ok(payload.length <= 64 * 1024);
  }
});

test('a ledger of another version, or one that was ended, is built again from the journal', async () => {
  const handle = client.workflow.getHandle(ledgerId(place.folder.id));
  await handle.terminate();
  await client.workflow.start(costLedgerType, {
    workflowId: ledgerId(place.folder.id),
    taskQueue: taskQueue(place.folder.id),
    args: [{ ledger: { journals: [] }, maxEvents: 5000 } satisfies LedgerInput],
    memo: { version: '0.0.0' },
  });
  const before = (await handle.describe()).runId;
  await tellLedger(client, place);
  assert.notEqual((await handle.describe()).runId, before);
  assert.deepEqual(await ledgerTotal(), totalSpend(sumJournal(place.store).cells));
});

test('a ledger that does not answer is ended and built again', async () => {
  const handle = client.workflow.getHandle(ledgerId(place.folder.id));
  await handle.terminate();
  await client.workflow.start(costLedgerType, {
    workflowId: ledgerId(place.folder.id),
    taskQueue: 'nobody works here',
    args: [{ ledger: { journals: [] }, maxEvents: 5000 } satisfies LedgerInput],
    memo: { version: version() },
  });
  await tellLedger(client, place, 2000);
  assert.deepEqual(await ledgerTotal(), totalSpend(sumJournal(place.store).cells));
});
