import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextLines } from '../../src/client/nextLines.ts';
import { resultWithoutRun, type RunStatus } from '../../src/client/output.ts';

const scene = {
  keeps: true,
  carriers: [],
  reason: null,
  retriesFailed: true,
  unreadable: 0,
  endpoint: 'https://model.test',
  students: null,
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

test('a run for a part of the class names the rest before the report', () => {
  const ofTwentyFour = (transcribed: number) => ({ ...scene, students: { total: 24, transcribed } });
  const done = { ...cancelled, status: 'done' as const, assignment: 'Quiz 1' };
  assert.deepEqual(nextLines(done, ofTwentyFour(4)), [
    "4 of 24 students; the rest: aita transcribe --assignment 'Quiz 1'",
    "Or look at these first: aita report --assignment 'Quiz 1'",
  ]);
  assert.match(
    nextLines(done, { ...ofTwentyFour(1), endpoint: 'offline' }).join(),
    /^1 of 24 students; the rest: aita transcribe --assignment 'Quiz 1' --offline,Or look at this one first/,
  );
  assert.deepEqual(nextLines(done, ofTwentyFour(24)), ["Next: aita report --assignment 'Quiz 1'"]);
  const [first, second] = nextLines({ ...done, status: 'partial' }, ofTwentyFour(4));
  assert.match(first ?? '', /^Next: aita retry-failed/);
  assert.match(second ?? '', /^4 of 24 students; the rest:/);
});
