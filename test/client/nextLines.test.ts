import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextLines } from '../../src/client/nextLines.ts';
import { resultWithoutRun, type RunStatus } from '../../src/client/output.ts';

const scene = {
  keeps: true,
  carriers: [],
  reason: null,
  retriesFailed: true,
  endpoint: 'https://model.test',
};
const cancelled = {
  ...resultWithoutRun('cancelled', { pipeline: 'transcribe', assignment: 'Final' }),
  total: 5,
};

test('a cancelled run goes on by its own command with its options: without --limit it would be another run', () => {
  assert.deepEqual(nextLines({ ...cancelled, done: 4 }, scene), [
    'To go on: aita transcribe --assignment Final, with the same options (nothing paid is asked again)',
  ]);
});

test('a run that had nothing left to do when it was cancelled needs no going on', () => {
  assert.deepEqual(nextLines({ ...cancelled, done: 5 }, scene), [
    'All of it was done before the cancel. Next: aita report --assignment Final',
  ]);
});

test('failed items are asked again by the plan they failed in, whatever options it had; those of a batch by its command', () => {
  const [exam, batch] = ['generateRubric', 'runBatch'].map((pipeline) =>
    resultWithoutRun('partial', { pipeline, assignment: 'Final' }),
  );
  assert.ok(exam && batch);
  const asksNot = { ...scene, retriesFailed: false };
  const retry =
    'Next: aita retry-failed --assignment Final --pipeline generate-rubric (asks only the failed items again)';
  assert.deepEqual([nextLines(exam, scene), nextLines(exam, asksNot)], [[retry], [retry]]);
  assert.deepEqual(
    [nextLines(batch, scene), nextLines(batch, asksNot)],
    [
      ['Next: the same command again (asks only the failed tasks again)'],
      ['Next: the same command without AITA_RETRY_FAILED_TASKS=false (asks only the failed tasks again)'],
    ],
  );
});

test('what goes on with a run of the stand-in names the stand-in, or a key would be meant', () => {
  const offline = { ...scene, endpoint: 'offline' };
  const next = (status: RunStatus) => nextLines({ ...cancelled, status }, offline).join();
  assert.match(
    next('partial'),
    /^Next: aita retry-failed --assignment Final --pipeline transcribe --offline \(/,
  );
  assert.equal(next('paused'), 'To go on: mend the cause, then: aita resume --assignment Final --offline');
});
