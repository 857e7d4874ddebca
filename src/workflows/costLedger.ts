import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { bookRange, type Ledger } from '../domain/ledger.ts';
import { postSpendUpdate, spendQuery } from './messages.ts';
import { spendTable } from './shared/spendTable.ts';

export interface LedgerInput {
  /** What the run before has booked; the first run has nothing. */
  ledger: Ledger;
  /** Events after which it goes on in a new run; a post takes about five. */
  maxEvents: number;
}

/** Keeps all spend of a data folder, posted from its journal. Runs for years, a new run every few hundred posts. */
export async function costLedger({ ledger, maxEvents }: LedgerInput): Promise<void> {
  const show = () => setCurrentDetails(spendTable(ledger));
  setHandler(spendQuery, () => ledger);
  setHandler(postSpendUpdate, (range) => {
    const last = bookRange(ledger, range);
    show();
    return last;
  });
  show();
  await condition(() => workflowInfo().continueAsNewSuggested || workflowInfo().historyLength >= maxEvents);
  await condition(allHandlersFinished);
  await continueAsNew<typeof costLedger>({ ledger, maxEvents });
}
