import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budgetReached } from '../../src/domain/budget.ts';
import type { Progress } from '../../src/domain/progress.ts';
import { showPosted } from '../../src/workflows/shared/showPosted.ts';
import { progressTable } from '../../src/workflows/shared/progressTable.ts';
import { emptyProgress } from '../support/simulatedRun.ts';

const halfWay: Progress = { ...emptyProgress, total: 200, done: 100, startedAtMs: 0 };
const rowsOf = (progress: Progress): Map<string, string> =>
  new Map(
    progressTable(progress, 100_000)
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map(([, name = '', value = '']) => [name, value]),
  );

test('has no dollar sign, between which the Web UI would see a formula', () => {
  const reason = budgetReached(5, 4.99, 0.02);
  const failed = { item: 'student-01 page 1', reason: 'costs $1 or $2' };
  const table = progressTable({ ...halfWay, spentUsd: 0.2, reason, lastFailures: [failed] }, 0);
  assert.ok(table.includes('costs USD 1 or USD 2'));
  assert.ok(!table.includes('$'));
});

test('a name or a reason is one line without markup', () => {
  const failed = { item: 'task\n# <img src=x> `1`', reason: 'HTTP 400\n| refused' };
  const [, list] = progressTable({ ...halfWay, lastFailures: [failed] }, 0).split('settled):\n');
  assert.equal(list, '- task #  img src=x   1 : HTTP 400   refused');
});

/** The table's row after a post, and after 50 more pages. */
function spentRow(spentUsd: number, { unpriced = 0, ...more }: Partial<Progress> = {}): string | undefined {
  const progress = { ...halfWay, ...more };
  showPosted(progress, { spentUsd, unpriced, cut: 0, limits: '' });
  return rowsOf({ ...progress, done: progress.done + 50 }).get('Spent');
}

test('shows what was spent and what the run will have cost, both as of one moment', () => {
  assert.equal(spentRow(0.2), 'USD 0.20 of about USD 0.40');
});

test('says how many calls are not in what was spent', () => {
  assert.equal(
    spentRow(0.2, { unpriced: 5 }),
    'at least USD 0.20 of about USD 0.40; the cost of 5 calls is not known',
  );
});

test('says nothing of spend before it is known, or that there is none of', () => {
  assert.equal(rowsOf(halfWay).has('Spent'), false);
  assert.equal(spentRow(0), undefined);
});

test('projects nothing while chunks run, whose items are counted later than their cost', () => {
  assert.equal(spentRow(0.2, { chunks: ['a'] }), 'USD 0.20');
});

test('shows the limits in force once they are known', () => {
  assert.equal(rowsOf(halfWay).has('Limits'), false);
  const limits = '8 calls in flight of 12 (the provider refused more), 15 starts a second';
  assert.equal(rowsOf({ ...halfWay, limits }).get('Limits'), limits);
});

test('says of a paused run how to go on: with more budget, or when the cause is mended', () => {
  const paused = { ...halfWay, state: 'paused' as const, assignment: 'Final 2' };
  const overBudget = rowsOf({ ...paused, reason: budgetReached(5, 4.99, 0.02) });
  assert.match(overBudget.get('State') ?? '', /^paused: budget of USD 5\.00 reached: spent USD 4\.99/);
  assert.match(overBudget.get('To go on') ?? '', /^aita resume --assignment 'Final 2' --budget N/);
  const refused = rowsOf({ ...paused, reason: '401 wrong key' });
  assert.equal(refused.get('To go on'), "mend the cause, then: aita resume --assignment 'Final 2'");
});

test('a provider’s words cannot break the table', () => {
  const table = progressTable({ ...halfWay, state: 'paused', reason: 'a|b\n<script>`' }, 0);
  assert.ok(!/<script>|`/.test(table));
  assert.ok(table.includes('paused: a b  script  '));
});
