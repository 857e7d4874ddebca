import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readChatRequest } from './chatRequest.ts';
import type { Latency } from './faultConfig.ts';
import { sampleLatency } from './sampleLatency.ts';
import { seededRandom } from './seededRandom.ts';

const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'page 1' }] });
const request = readChatRequest(Buffer.from(body), null);
assert.ok(request !== null);

/** 2,000 draws in ascending order. */
function draws(latency: Latency): number[] {
  return Array.from({ length: 2000 }, (_, index) =>
    sampleLatency(latency, seededRandom(1, index), request!),
  ).toSorted((a, b) => a - b);
}

const at = (sorted: number[], share: number): number => sorted[Math.floor(share * sorted.length)] ?? NaN;
const isNear = (value: number, wanted: number, share: number): boolean =>
  Math.abs(value - wanted) <= wanted * share;

test('jitter spreads evenly around the latency', () => {
  const sorted = draws({ ms: 100, jitter: 0.2 });
  assert.ok(at(sorted, 0) >= 80 && at(sorted, 0.9999) <= 120);
  assert.ok(isNear(at(sorted, 0.5), 100, 0.02));
  assert.ok(isNear(at(sorted, 0.25), 90, 0.02));
});

test('a log-normal latency has its median and its long tail', () => {
  const sorted = draws({ medianMs: 1000, sigma: 0.5 });
  assert.ok(isNear(at(sorted, 0.5), 1000, 0.05));
  assert.ok(isNear(at(sorted, 0.95), 1000 * Math.exp(1.645 * 0.5), 0.1));
});

test('draws from samples, and asks a function', () => {
  const sorted = draws({ samplesMs: [5, 50] });
  assert.deepEqual(new Set(sorted), new Set([5, 50]));
  assert.ok(isNear(sorted.indexOf(50), 1000, 0.1));
  assert.deepEqual(new Set(draws((_random, { text }) => text.length)), new Set([6]));
});

test('the same seed and words draw the same', () => {
  assert.equal(seededRandom(1, 'hash', 2)(), seededRandom(1, 'hash', 2)());
  assert.notEqual(seededRandom(1, 'hash', 2)(), seededRandom(2, 'hash', 2)());
  assert.notEqual(seededRandom(1, 'hash', 2)(), seededRandom(1, 'hash', 3)());
});
