import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectedSpend } from '../../src/domain/projectedSpend.ts';
import { emptyProgress } from '../support/simulatedRun.ts';

const halfWay = { ...emptyProgress, total: 40, done: 20 };

test('what is left costs as much as what was bought', () => {
  assert.equal(projectedSpend(halfWay, 0.1), 0.2);
  assert.equal(projectedSpend({ ...halfWay, done: 15, failed: 5 }, 0.1), 0.2);
});

test('items that cost nothing do not make the others look cheap', () => {
  assert.equal(projectedSpend({ ...halfWay, reused: 8, blank: 2 }, 0.1), 0.1 * 3);
});

test('items left that are stored already will cost nothing', () => {
  assert.equal(projectedSpend({ ...halfWay, reused: 4 }, 0.5, 12), 0.5 * (1 + 12 / 16));
});

test('nothing is said before anything was bought, of a free run and without a price', () => {
  assert.equal(projectedSpend({ ...halfWay, reused: 20 }, 0.1), null);
  assert.equal(projectedSpend(halfWay, 0), null);
  assert.equal(projectedSpend(halfWay, null), null);
});

test('at the end it is what was spent', () => {
  assert.equal(projectedSpend({ ...emptyProgress, total: 20, done: 20 }, 0.1), 0.1);
});
