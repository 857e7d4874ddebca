import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bookRange, maxLedgerBytes, type Ledger } from '../../src/domain/ledger.ts';
import { noSpend, spendBy, totalSpend, type SpendCell } from '../../src/domain/spend.ts';

const cell = (more: Partial<SpendCell> = {}): SpendCell => ({
  ...noSpend,
  assignment: 'Final',
  step: 'transcribePage',
  model: 'm',
  period: '2026-11-24',
  calls: 1,
  inputTokens: 1000,
  knownUsd: 0.25,
  ...more,
});
const cellsOf = ({ journals }: Ledger): SpendCell[] => journals.flatMap(({ cells }) => cells);
const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

test('books each line once: ranges it has and gaps are not booked, and it answers where to go on', () => {
  const ledger: Ledger = { journals: [] };
  const post = (from: number, to: number, journal = 'a') =>
    bookRange(ledger, { journal, from, to, cells: [cell()] });
  assert.deepEqual([post(1, 5), post(1, 5), post(3, 8), post(7, 9), post(6, 5)], [5, 5, 5, 5, 5]);
  assert.equal(totalSpend(cellsOf(ledger)).calls, 1);
  assert.deepEqual([post(6, 8), post(1, 2, 'b')], [8, 2]);
  assert.equal(totalSpend(cellsOf(ledger)).calls, 3);
});

test('five years of a busy course stay one small payload, and not a call or cent is lost', () => {
  const ledger: Ledger = { journals: [] };
  const steps = ['transcribePage', 'writeAnswerKey', 'writeRubric', 'extractQuestions', 'gradeAnswer'];
  const models = ['google/gemini-2.5-flash', 'openai/gpt-5.4-mini'];
  let posted = 0;
  for (let day = 0; day < 5 * 365; day += 5) {
    const period = new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString().slice(0, 10);
    const assignment = `Zwischenprüfung Höhere Mathematik ${Math.floor(day / 45)}`;
    const cells = steps.flatMap((step) => models.map((model) => cell({ assignment, step, model, period })));
    bookRange(ledger, { journal: 'a', from: posted + 1, to: posted + 10, cells });
    posted += 10;
    assert.ok(bytes(ledger) <= maxLedgerBytes, `${bytes(ledger)} bytes after ${day} days`);
  }
  const total = totalSpend(cellsOf(ledger));
  assert.deepEqual([total.calls, total.inputTokens], [posted, posted * 1000]);
  assert.ok(Math.abs(total.knownUsd - posted * 0.25) < 1e-6);
  const days = spendBy(cellsOf(ledger), 'day').map(({ name }) => name);
  // The newest days keep their detail.
  assert.ok(days.filter((name) => name.length === 10).length >= 14);
});

test('a folder whose store is deleted again and again keeps a bounded ledger and its whole sum', () => {
  const ledger: Ledger = { journals: [] };
  for (let store = 0; store < 300; store++) {
    const journal = `store-${store}`.padEnd(36, 'x');
    bookRange(ledger, { journal, from: 1, to: 1, cells: [cell()] });
  }
  assert.ok(ledger.journals.length <= 51, `${ledger.journals.length} journals`);
  assert.equal(totalSpend(cellsOf(ledger)).calls, 300);
  assert.ok(bytes(ledger) <= maxLedgerBytes);
});

test('even names as long as a file system allows fit', () => {
  const ledger: Ledger = { journals: [] };
  for (let seq = 1; seq <= 400; seq++) {
    const assignment = `${seq}`.padEnd(85, '試');
    bookRange(ledger, { journal: 'a', from: seq, to: seq, cells: [cell({ assignment })] });
  }
  assert.ok(bytes(ledger) <= maxLedgerBytes);
  assert.equal(totalSpend(cellsOf(ledger)).calls, 400);
});
