import type { Ledger } from '../domain/ledger.ts';
import { noSpend, totalSpend, type Spend, type SpendCell } from '../domain/spend.ts';
import { sumJournal } from '../store/postSpend.ts';
import type { Store } from '../store/store.ts';

export interface LedgerView {
  /** One sentence. */
  verdict: string;
  isRight: boolean;
  /** What stores that are gone have spent, as only the ledger knows it. */
  gone: SpendCell[];
}

/** Compares the ledger with the journal, which is the truth for its own store. */
export function compareLedger(store: Store, { journals }: Ledger): LedgerView {
  const own = journals.find(({ id }) => id === store.journalId);
  const gone = journals.filter((journal) => journal !== own).flatMap(({ cells }) => cells);
  const { last, cells } = sumJournal(store, own?.last ?? 0);
  if (own && own.last > last) return { ...restored(own.last, last), gone };
  const differences = differencesOf(totalSpend(own?.cells ?? []), totalSpend(cells));
  if (differences.length === 0) return { verdict: 'The ledger agrees.', isRight: true, gone };
  const verdict = `The ledger differs from the journal: ${differences.join(', ')}. Terminate it in the Web UI; the next command builds it again.`;
  return { verdict, isRight: false, gone };
}

const restored = (ledger: number, journal: number) => ({
  verdict: `The ledger has lines up to ${ledger}, the journal ends at ${journal}: the store is an older copy. What was spent after it is not in these numbers.`,
  isRight: false,
});

function differencesOf(ledger: Spend, journal: Spend): string[] {
  const names = Object.keys(noSpend) as (keyof Spend)[];
  return names
    .filter((name) => Math.abs(ledger[name] - journal[name]) > roundingUsd)
    .map((name) => `${name} ${ledger[name]} and ${journal[name]}`);
}

/** Sums of dollars in another order differ by less; counts are whole numbers. */
const roundingUsd = 1e-6;
