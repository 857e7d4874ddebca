import { spendBy, totalSpend, type Spend, type SpendCell, type SpendGroup } from '../domain/spend.ts';

/** The table of `aita costs`, and what must be said about its numbers. */
export function costLines(cells: readonly SpendCell[], group: SpendGroup): string[] {
  const rows = spendBy(cells, group);
  const total = totalSpend(cells);
  const heading = group === 'day' ? 'day (UTC)' : group;
  const body = rows.map(({ name, spend }) => [name, ...cellsOf(spend)]);
  const table = [[heading, ...columns], ...body, ['all', ...cellsOf(total)]];
  const remarks = notes(total);
  return remarks.length === 0 ? aligned(table) : [...aligned(table), '', ...remarks];
}

const columns = ['calls', 'input', 'cached', 'output', 'cost', 'not usable', 'cut', 'refused', 'reused'];

function cellsOf(spend: Spend): string[] {
  const { calls, inputTokens, cachedTokens, outputTokens, unusable, unusableUsd } = spend;
  const waste = unusableUsd === 0 ? count(unusable) : `${count(unusable)} (${dollars(unusableUsd)})`;
  const numbers = [calls, inputTokens, cachedTokens, outputTokens].map(count);
  const rest = [spend.unknown, spend.refused, spend.reused].map(count);
  return [...numbers, costCell(spend), waste, ...rest];
}

function costCell({ knownUsd, unpriced, unknown }: Spend): string {
  if (unpriced + unknown === 0) return dollars(knownUsd);
  return knownUsd === 0 ? '?' : `${dollars(knownUsd)} + ?`;
}

function notes(total: Spend): string[] {
  const { unpriced, unknown, uncounted, unusable, reused } = total;
  return [
    said(
      unpriced,
      'without a known price: the tokens count, the cost is in no sum (AITA_PRICE_IN, AITA_PRICE_OUT).',
    ),
    said(unknown, 'cut by a kill, a timeout or a lost connection: it may have been billed and is in no sum.'),
    said(uncounted, 'answered without a count of tokens: those are in no sum.'),
    said(unusable, 'paid for a reply that could not be used; part of the cost.'),
    reused === 0
      ? ''
      : `${count(reused)} ${reused === 1 ? 'reply' : 'replies'} came from the store and cost nothing.`,
  ].filter((line) => line !== '');
}

const said = (number: number, what: string): string =>
  number === 0 ? '' : `${count(number)} ${number === 1 ? 'call' : 'calls'} ${what}`;

/** The first column to the left, numbers to the right. */
function aligned(table: string[][]): string[] {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  return table.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

const count = (number: number): string => number.toLocaleString('en-US');
const dollars = (usd: number): string => `$${usd.toFixed(usd > 0 && usd < 0.01 ? 6 : 4)}`;
