import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costLines } from '../../src/client/costLines.ts';
import { noSpend, type SpendCell } from '../../src/domain/spend.ts';

const cell = (more: Partial<SpendCell>): SpendCell => ({
  ...noSpend,
  assignment: 'Final',
  step: 'transcribePage',
  model: 'm',
  period: '2026-11-24',
  ...more,
});

test('lists groups and their sum, waste and reuse apart', () => {
  const lines = costLines(
    [
      cell({ calls: 12, inputTokens: 12_345, knownUsd: 1.5, unusable: 2, unusableUsd: 0.25, reused: 1 }),
      cell({ assignment: 'Midterm', calls: 3, knownUsd: 0.5, refused: 1 }),
    ],
    'assignment',
  );
  assert.deepEqual(lines, [
    'assignment  calls   input  cached  output     cost   not usable  cut  refused  reused',
    'Final          12  12,345       0       0  $1.5000  2 ($0.2500)    0        0       1',
    'Midterm         3       0       0       0  $0.5000            0    0        1       0',
    'all            15  12,345       0       0  $2.0000  2 ($0.2500)    0        1       1',
    '',
    '2 calls paid for a reply that could not be used; part of the cost.',
    '1 reply came from the store and cost nothing.',
  ]);
});

test('says that a cost is not known, and why; never that it is zero', () => {
  const text = costLines(
    [
      cell({ calls: 2, knownUsd: 0.5, unknown: 1 }),
      cell({ model: 'n', calls: 1, unpriced: 1 }),
      cell({ model: 'o', calls: 1, uncounted: 1, unpriced: 1 }),
    ],
    'model',
  ).join('\n');
  assert.match(text, /^m .*\$0\.5000 \+ \?/m);
  assert.match(text, /^n .* \? /m);
  assert.match(text, /2 calls without a known price/);
  assert.match(text, /1 call cut by a kill.* may have been billed/);
  assert.match(text, /1 call answered without a count of tokens/);
});
