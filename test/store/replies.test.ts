import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readJournal } from '../../src/store/journal.ts';
import { readReply } from '../../src/store/replies.ts';
import { usageOfRun } from '../../src/store/spend.ts';
import { Store } from '../../src/store/store.ts';
import { cutAttempt } from '../../src/store/journal.ts';
import { aCall, aReply, usedAttempt } from '../support/calls.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const openStore = () => new Store(join(temporaryFolder(), 'store.db'));

test('a reply, its journal line and its lease change together', async () => {
  const store = openStore();
  await store.permits.acquire(aCall(), { signal: new AbortController().signal });
  await store.keepReply(aCall(), aReply(), usedAttempt(aReply()));
  assert.equal(readReply(store.durable, 'hash-1')?.reply.inputTokens, 100);
  assert.equal(readJournal(store.durable, 0, 10).length, 1);
  assert.equal(store.quick.get('select count(*) as n from leases')?.['n'], 0);
  store.close();
});

test('a reply that was altered on disk is noticed, set aside and counts as absent', async () => {
  const store = openStore();
  await store.keepReply(aCall(), aReply(), usedAttempt(aReply()));
  store.quick.run(`update replies set body = replace(body, 'x', 'y')`);
  assert.equal(readReply(store.durable, 'hash-1'), null);
  assert.equal(store.quick.get('select count(*) as n from replies_set_aside')?.['n'], 1);
  store.close();
});

test('a run with one call of unknown price has an unknown cost, not a lower one', async () => {
  const store = openStore();
  await store.keepReply(aCall(), aReply(), usedAttempt(aReply()));
  assert.deepEqual(usageOfRun(store.quick, 'run-1'), {
    calls: 1,
    inputTokens: 100,
    outputTokens: 10,
    costUsd: 0.001,
  });
  store.keepFailure(aCall({ hash: 'h2' }), cutAttempt('connection reset', 1));
  assert.equal(usageOfRun(store.quick, 'run-1').costUsd, null);
  store.close();
});

test('a reuse is booked once, with the outcome it was for', () => {
  const store = openStore();
  const outcome = {
    item: 'a',
    run: 'run-1',
    status: 'done' as const,
    ref: 'hash-1',
    reason: null,
    reused: true,
  };
  store.keepOutcome('job', outcome, aCall());
  store.keepOutcome('job', outcome, aCall());
  assert.equal(readJournal(store.quick, 0, 10).filter(({ kind }) => kind === 'reused').length, 1);
  store.close();
});

test('a store keeps its journal number', () => {
  const file = join(temporaryFolder(), 'store.db');
  const first = new Store(file);
  const id = first.journalId;
  first.close();
  const second = new Store(file);
  assert.equal(second.journalId, id);
  second.close();
});
