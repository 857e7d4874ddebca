import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budgetReached, howToGoOn } from '../../src/domain/budget.ts';
import { pausedByHand } from '../../src/domain/progress.ts';

test('a run paused by hand has nothing to be mended', () => {
  assert.equal(howToGoOn('Final', pausedByHand), 'aita resume --assignment Final');
});

test('a run paused at its budget needs another one; after any other pause its cause is mended first', () => {
  assert.match(howToGoOn('Final', budgetReached(5, 4.9, 0.2)), /^aita resume --assignment Final --budget N /);
  assert.equal(
    howToGoOn('Final', '401 Incorrect API key'),
    'mend the cause, then: aita resume --assignment Final',
  );
});
