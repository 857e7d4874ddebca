import type { Ledger } from '../../domain/ledger.ts';
import { spendBy, totalSpend, type Spend } from '../../domain/spend.ts';
import { tableRow } from './tableRow.ts';

const shownAssignments = 50;

/** The Markdown that the Web UI shows as "current details" of the ledger. */
export function spendTable({ journals }: Ledger): string {
  const cells = journals.flatMap((journal) => journal.cells);
  const assignments = spendBy(cells, 'assignment');
  const hidden = assignments.length - shownAssignments;
  return [
    '| Assignment | Calls | Input | Cached | Output | Known cost | Not usable | Cut | Without price | Reused |',
    '| - | - | - | - | - | - | - | - | - | - |',
    ...assignments.slice(0, shownAssignments).map(({ name, spend }) => row(name, spend)),
    ...(hidden > 0 ? [`| and ${hidden} more | | | | | | | | | |`] : []),
    row('**All**', totalSpend(cells)),
    '',
    'Cut calls may have been billed; their cost and that of calls without a price is not known and in no sum.',
  ].join('\n');
}

function row(name: string, spend: Spend): string {
  return tableRow([
    name,
    spend.calls,
    spend.inputTokens,
    spend.cachedTokens,
    spend.outputTokens,
    `$${spend.knownUsd.toFixed(4)}`,
    `${spend.unusable} ($${spend.unusableUsd.toFixed(4)})`,
    spend.unknown,
    spend.unpriced,
    spend.reused,
  ]);
}
