import assert from 'node:assert/strict';
import { test } from 'node:test';
import { speedUpTable, type Span } from '../../bench/speedUps.ts';

const pages = { operation: 'transcribe 100 pages', latencyMs: 1110 };
const rubric = { operation: 'rubric of 20 questions', latencyMs: 1300, rps: 15 };
const spans: Span[] = [
  { ...pages, width: 10, rps: 15, ms: 11_100 },
  { ...pages, width: 1, rps: 15, ms: 111_000, note: '20 pages, times 5' },
  { ...pages, width: 5, rps: 10, ms: 22_200 },
  { ...rubric, width: 10, ms: 5200 },
];

test('sets each width beside one call after the other, and says which is the default', () => {
  assert.deepEqual(speedUpTable(spans).split('\n').slice(2), [
    '| transcribe 100 pages | 111.00 s (20 pages, times 5) | 11.10 s (10, 15, 1.11 s) | 10.00 x |',
    '| transcribe 100 pages | 111.00 s (20 pages, times 5) | 22.20 s (5 (the default), 10, 1.11 s) | 5.00 x |',
  ]);
});
