import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readJournal } from '../../src/store/journal.ts';
import { countLeases, countLeasesOfRun } from '../../src/store/countLeases.ts';
import { takeLease } from '../../src/store/limiter.ts';
import { readOutcome } from '../../src/store/outcomes.ts';
import { readPlan, writePlan } from '../../src/store/plans.ts';
import { setLimits } from '../../src/store/providers.ts';
import { readReply } from '../../src/store/replies.ts';
import { Store } from '../../src/store/store.ts';
import { aCall, aReply, usedAttempt } from '../support/calls.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const outcome = {
  item: 'x',
  run: 'run-1',
  status: 'done',
  ref: 'hash-1',
  reason: null,
  reused: false,
} as const;

test('a store that keeps nothing has replies, plans and outcomes for itself, and starts without any', async () => {
  const file = join(temporaryFolder(), 'store.db');
  const kept = new Store(file);
  await kept.keepReply(aCall({ hash: 'earlier' }), aReply(), usedAttempt(aReply()));
  const apart = new Store(file, { keeps: false });
  assert.equal(readReply(apart.durable, 'earlier'), null);
  await apart.keepReply(aCall(), aReply(), usedAttempt(aReply()));
  apart.keepOutcome('job', outcome);
  await writePlan(apart.quick, 'digest', { a: 1 }, [{ name: 'x', partOf: 'x', item: 1 }]);
  assert.ok(readReply(apart.durable, 'hash-1'));
  assert.ok(readOutcome(apart.quick, 'job', 'x') && readPlan(apart.quick, 'digest'));
  for (const other of [kept, new Store(file, { keeps: false })]) {
    assert.equal(readReply(other.durable, 'hash-1'), null);
    assert.equal(readOutcome(other.quick, 'job', 'x') ?? readPlan(other.quick, 'digest'), null);
  }
  assert.ok(readReply(kept.durable, 'earlier'));
  for (const store of [kept, apart]) store.close();
});

test("its spend is in the folder's journal at once, and its calls take the folder's places", async () => {
  const file = join(temporaryFolder(), 'store.db');
  const kept = new Store(file);
  const apart = new Store(file, { keeps: false });
  setLimits(kept.quick, 'p', { maxWorkers: 1, rateLimitRps: 1000 });
  assert.equal(takeLease(apart.quick, aCall({ hash: 'one', run: 'apart' })).kind, 'granted');
  const second = takeLease(kept.quick, aCall({ hash: 'two' }));
  assert.equal(second.kind === 'wait' && second.why, 'width');
  assert.deepEqual([countLeases(kept.quick, 'p'), countLeasesOfRun(kept.quick, 'apart')], [1, 1]);
  assert.equal(countLeasesOfRun(kept.quick, 'run-1'), 0);
  await apart.keepReply(aCall({ hash: 'one', run: 'apart' }), aReply(), usedAttempt(aReply()));
  assert.deepEqual(
    readJournal(kept.durable, 0, 10).map(({ hash, costUsd }) => [hash, costUsd]),
    [['one', 0.001]],
  );
  assert.equal(takeLease(kept.quick, aCall({ hash: 'two' })).kind, 'granted');
  for (const store of [kept, apart]) store.close();
});
