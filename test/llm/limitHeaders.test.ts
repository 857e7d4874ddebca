import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationMs, readLimitHeaders } from '../../src/llm/limitHeaders.ts';

const headers = (limit: string, remaining: string, reset: string) =>
  new Headers({
    'x-ratelimit-limit-requests': limit,
    'x-ratelimit-remaining-requests': remaining,
    'x-ratelimit-reset-requests': reset,
  });

test('a rate is told by the limit and the time until all of it is back', () => {
  assert.equal(readLimitHeaders(headers('60', '0', '30s')).toldRps, 2);
  assert.equal(readLimitHeaders(headers('60', '5', '30s')).toldRps, null);
  assert.equal(readLimitHeaders(new Headers()).toldRps, null);
});

test('a quota of a day is no rate', () => {
  const { saysRequests, resetMs, toldRps } = readLimitHeaders(headers('14400', '0', '6h0m0s'));
  assert.deepEqual(
    { saysRequests, resetMs, toldRps },
    { saysRequests: true, resetMs: 21_600_000, toldRps: null },
  );
});

test('a time of day is read as the time until then', () => {
  for (const text of [String(Date.now() / 1000 + 30), String(Date.now() + 30_000)]) {
    const ms = durationMs(text) ?? 0;
    assert.ok(ms > 29_000 && ms <= 30_001, `${ms}`);
  }
  assert.equal(durationMs('1000000001'), 0);
  assert.equal(durationMs('soon'), null);
});
