import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextLines } from '../../src/client/nextLines.ts';
import { resultWithoutRun } from '../../src/client/output.ts';

const scene = { keeps: true, carriers: [], reason: null };
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
