import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bareLoop } from '../../bench/bareLoop.ts';
import { startFaultModel } from '../support/faultModel.ts';
import { chatBody } from '../support/faultModel/askModel.ts';

const requests = Array.from({ length: 30 }, (_, index) => chatBody(`page ${index + 1}`));

test('asks each request once, within width and rate', async () => {
  await using model = await startFaultModel({ latency: 50 });
  const result = await bareLoop({ url: model.baseUrl, requests, width: 6, rps: 12.5 });
  const stats = await model.stats();
  assert.partialDeepStrictEqual(stats, { total: 30, distinct: 30, byStatus: { 200: 30 } });
  assert.partialDeepStrictEqual(result, {
    succeeded: 30,
    failed: 0,
    inputTokens: stats.delivered.inputTokens,
    outputTokens: stats.delivered.outputTokens,
  });
  assert.ok(result.peakInFlight <= 6 && stats.peakInFlight <= 6);
  // 13 starts in any 1.04 s: the 27th cannot come before two windows have passed.
  assert.ok(
    result.startsMs.every((start, index) => start - (result.startsMs[index - 13] ?? -Infinity) >= 1039),
  );
  assert.ok(result.spanMs >= 2080);
});

test('a failed call is counted and the rest go on', async () => {
  await using model = await startFaultModel({ faults: [{ fault: 'http500', nth: [3, 7] }] });
  const result = await bareLoop({ url: model.baseUrl, requests, width: 10 });
  assert.deepEqual([result.succeeded, result.failed], [28, 2]);
});
