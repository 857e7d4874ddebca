import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ledger } from '../../src/domain/ledger.ts';
import { noSpend, type SpendCell } from '../../src/domain/spend.ts';
import { spendTable } from '../../src/workflows/shared/spendTable.ts';

const cell = (assignment: string, calls: number): SpendCell => ({
  ...noSpend,
  assignment,
  step: 'transcribePage',
  model: 'm',
  period: '2026-11-24',
  calls,
  knownUsd: calls / 4,
});

test('shows exams of all journals and their sum; no name breaks the table, and a long list is cut', () => {
  const ledger: Ledger = {
    journals: [
      { id: 'old', last: 1, cells: [cell('A|B`', 1)] },
      { id: 'own', last: 9, cells: [...Array(60).keys()].map((number) => cell(`exam ${number}`, 1)) },
    ],
  };
  const lines = spendTable(ledger).replaceAll('\u00a0', '').split('\n');
  assert.ok(lines.includes('| A B  | 1 | 0 | 0 | 0 | USD 0.2500 | 0 (USD 0.0000) | 0 | 0 | 0 |'));
  assert.ok(lines.some((line) => line.startsWith('| and 11 more |')));
  assert.ok(lines.includes('| **All** | 61 | 0 | 0 | 0 | USD 15.2500 | 0 (USD 0.0000) | 0 | 0 | 0 |'));
  assert.equal(
    new Set(lines.filter((line) => line.startsWith('|')).map((line) => line.split('|').length)).size,
    1,
  );
});
