import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextLines } from '../../src/client/nextLines.ts';
import { resultWithoutRun } from '../../src/client/output.ts';

const scene = { keeps: true, carriers: [], reason: null, retriesFailed: true };
const cancelled = {
  ...resultWithoutRun('cancelled', { pipeline: 'transcribe', assignment: 'Final' }),
  total: 5,
};

test('a cancelled run goes on by its own command', () => {
  assert.deepEqual(nextLines({ ...cancelled, done: 4 }, scene), [
    'To go on: aita transcribe --assignment Final (nothing paid is asked again)',
  ]);
});

test('a run that had nothing left to do when it was cancelled needs no going on', () => {
  assert.deepEqual(nextLines({ ...cancelled, done: 5 }, scene), [
    'All of it was done before the cancel. Next: aita report --assignment Final',
  ]);
});

test('failed items are asked again by the same command, or by what does so where that does not', () => {
  const [exam, batch] = ['generateRubric', 'runBatch'].map((pipeline) =>
    resultWithoutRun('partial', { pipeline, assignment: 'Final' }),
  );
  assert.ok(exam && batch);
  const asksNot = { ...scene, retriesFailed: false };
  assert.deepEqual(
    [nextLines(exam, scene), nextLines(exam, asksNot), nextLines(batch, scene), nextLines(batch, asksNot)],
    [
      ['Next: aita generate-rubric --assignment Final (asks only the failed items again)'],
      ['Next: aita retry-failed --assignment Final (asks only the failed items again)'],
      ['Next: the same command again (asks only the failed tasks again)'],
      ['Next: the same command without AITA_RETRY_FAILED_TASKS=false (asks only the failed tasks again)'],
    ],
  );
});
