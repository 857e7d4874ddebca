import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addCells,
  cellOf,
  costOf,
  spendBy,
  totalSpend,
  type SpendCell,
  type SpendLine,
} from '../../src/domain/spend.ts';

const line = (more: Partial<SpendLine>): SpendLine => ({
  at: Date.UTC(2026, 10, 24, 23, 59),
  kind: 'used',
  assignment: 'Final',
  step: 'transcribePage',
  model: 'm',
  inputTokens: 100,
  cachedTokens: 10,
  outputTokens: 20,
  costUsd: 0.5,
  ...more,
});

function sum(...lines: SpendLine[]): SpendCell[] {
  const cells: SpendCell[] = [];
  addCells(cells, lines.map(cellOf));
  return cells;
}

test('keeps paid replies that cannot be used, cut calls, refused ones and reuse apart', () => {
  const unknown = { inputTokens: null, cachedTokens: null, outputTokens: null, costUsd: null };
  const total = totalSpend(
    sum(
      line({}),
      line({ kind: 'unusable' }),
      line({ kind: 'unknown', ...unknown }),
      line({ kind: 'refused', inputTokens: 0, outputTokens: 0, costUsd: 0 }),
      line({ kind: 'reused', inputTokens: 0, outputTokens: 0, costUsd: 0 }),
    ),
  );
  assert.deepEqual(
    [total.calls, total.inputTokens, total.cachedTokens, total.outputTokens, total.knownUsd],
    [4, 200, 20, 40, 1],
  );
  assert.deepEqual([total.unusable, total.unusableUsd, total.unknown], [1, 0.5, 1]);
  assert.deepEqual([total.refused, total.reused], [1, 1]);
});

test('a cost that is not known makes the sum unknown, not smaller', () => {
  assert.equal(costOf(totalSpend(sum(line({})))), 0.5);
  const unpriced = totalSpend(sum(line({}), line({ costUsd: null })));
  assert.deepEqual([costOf(unpriced), unpriced.unpriced, unpriced.inputTokens], [null, 1, 200]);
  assert.equal(costOf(totalSpend(sum(line({ kind: 'unknown', costUsd: null })))), null);
});

test('totals by assignment, step, model and day', () => {
  const cells = sum(line({}), line({ assignment: 'Midterm', step: 'writeRubric', model: 'n', at: 0 }));
  const names = (['assignment', 'step', 'model', 'day'] as const).map((group) =>
    spendBy(cells, group).map(({ name }) => name),
  );
  assert.deepEqual(names, [
    ['Final', 'Midterm'],
    ['transcribePage', 'writeRubric'],
    ['m', 'n'],
    ['1970-01-01', '2026-11-24'],
  ]);
});
