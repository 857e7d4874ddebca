import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budgetReached, howToGoOn } from '../../src/domain/budget.ts';
import { pausedByHand } from '../../src/domain/progress.ts';

test('a run paused by hand has nothing to be mended', () => {
  assert.equal(
    howToGoOn({ pipeline: 'transcribe', assignment: 'Final' }, pausedByHand),
    'aita resume --assignment Final',
  );
});

test('a run paused at its budget needs another one; after any other pause its cause is mended first', () => {
  assert.match(
    howToGoOn({ pipeline: 'transcribe', assignment: 'Final' }, budgetReached(5, 4.9, 0.2)),
    /^aita resume --assignment Final --budget N /,
  );
  assert.equal(
    howToGoOn({ pipeline: 'transcribe', assignment: 'Final' }, '401 Incorrect API key'),
    'mend the cause, then: aita resume --assignment Final',
  );
});

test('a batch goes on by what started it; one that a process still works on by its name too', () => {
  const go = (reason: string) => howToGoOn({ pipeline: 'runBatch', assignment: 'tasks' }, reason);
  assert.match(go(pausedByHand), /^aita resume --batch tasks while a process works on it; else the same /);
  assert.match(go(budgetReached(5, 4.9, 0.2)), /again, with a higher budget$/);
  assert.match(go('401 Incorrect API key'), /^mend the cause, then the same aita batch/);
});
