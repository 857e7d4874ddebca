import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitChanges } from '../../src/client/limitChanges.ts';

const limits = (width: number, rps: number, learnedRps = rps) => ({
  asked: { width, rps, isAuto: false },
  learned: null,
  maxWorkers: width,
  rateLimitRps: learnedRps,
  tokensPerMinute: null,
  heldAt: 0,
  heldUntil: 0,
  heldReason: null,
  downSince: null,
});

test('whoever watches a run hears once that its limits were changed from elsewhere', () => {
  const changes = limitChanges();
  assert.deepEqual(changes(limits(5, 10)), []);
  assert.deepEqual(changes(limits(10, 20)), ['Limits from now on: 10 calls in flight, 20 starts a second']);
  assert.deepEqual(changes(limits(10, 20)), []);
  assert.deepEqual(changes({ ...limits(10, 20), tokensPerMinute: 30_000 }), [
    'Limits from now on: 10 calls in flight, 20 starts a second, and 30000 tokens a minute',
  ]);
});

test('what the provider allows is no change of the limits', () => {
  const changes = limitChanges();
  changes(limits(5, 10));
  assert.deepEqual(changes(limits(5, 10, 2.9)), []);
});
