import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confidenceBar, confidenceLevel, confidenceNumber } from '../../../src/client/reports/confidence.ts';

test('calls 0.8 and more high, 0.5 and more fair, the rest low', () => {
  const words = [1, 0.8, 0.799, 0.5, 0.499, 0, null].map((confidence) => confidenceLevel(confidence).word);
  assert.deepEqual(words, ['high', 'high', 'fair', 'fair', 'low', 'low', 'unknown']);
});

test('never shows a number that contradicts its word', () => {
  assert.deepEqual([0.799, 0.8, 0.29, 1, null].map(confidenceNumber), ['0.79', '0.80', '0.29', '1.00', '–']);
});

test('says number and word beside the bar', async () => {
  const text = (await confidenceBar(0.42)).replace(/<[^>]*>/g, '');
  assert.equal(text.replace(/\s+/g, ' ').trim(), '0.42 low');
});
