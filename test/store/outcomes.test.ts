import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  lastPlanWithFailures,
  lastRunOf,
  noteRun,
  readOutcome,
  writeOutcome,
} from '../../src/store/outcomes.ts';
import { Store } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const { quick } = new Store(join(temporaryFolder(), 'store.db'));
const write = (run: string, status: 'done' | 'failed') =>
  writeOutcome(quick, 'job', { item: 'page 1', run, status, ref: null, reason: null, reused: false });
const found = () => {
  const outcome = readOutcome(quick, 'job', 'page 1');
  return outcome && [outcome.run, outcome.status];
};

test('a later run’s outcome of an item replaces that of an earlier run, which comes too late after it', () => {
  noteRun(quick, 'job', 'first', 'plan');
  write('first', 'failed');
  quick.run('update runs set at = at - 1000 where run = ?', 'first');
  noteRun(quick, 'job', 'second', 'plan');
  write('second', 'done');
  assert.deepEqual(found(), ['second', 'done']);
  // A call that was in flight when its run was cancelled.
  write('first', 'failed');
  assert.deepEqual(found(), ['second', 'done']);
  write('second', 'failed');
  assert.deepEqual(found(), ['second', 'failed']);
});

test('a run that begins after the clock was set back is the newer one all the same', () => {
  quick.run('update runs set at = at + 3600000 where run = ?', 'second');
  noteRun(quick, 'job', 'after', 'plan');
  write('after', 'done');
  assert.deepEqual(found(), ['after', 'done']);
  assert.equal(lastRunOf(quick, 'job')?.runId, 'after');
});

test('the plan to try again is that of the run that left the failure, not of one that never had the item', () => {
  const fail = (job: string, item: string, run: string, status: 'done' | 'failed') =>
    writeOutcome(quick, job, { item, run, status, ref: null, reason: null, reused: false });
  noteRun(quick, 'class', 'all', 'plan of all');
  fail('class', 's1', 'all', 'failed');
  noteRun(quick, 'class', 'one', 'plan of s2');
  fail('class', 's2', 'one', 'done');
  assert.equal(lastPlanWithFailures(quick, 'class'), 'plan of all');
  fail('class', 's1', 'one', 'done');
  assert.equal(lastPlanWithFailures(quick, 'class'), null);
});

test('a run that nobody has noted yet is the newest, and replaces one that nobody ever noted', () => {
  write('third', 'done');
  assert.deepEqual(found(), ['third', 'done']);
  write('fourth', 'failed');
  assert.deepEqual(found(), ['fourth', 'failed']);
});
