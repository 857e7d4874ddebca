import { Context } from '@temporalio/activity';
import { ledgerId, postSpendName } from '../domain/identity.ts';
import type { SpendRange } from '../domain/ledger.ts';
import { limitsInWords } from '../domain/limitsInWords.ts';
import { providerName } from '../llm/request.ts';
import { postSpend } from '../store/postSpend.ts';
import { readProvider } from '../store/providers.ts';
import { knownSpendOfRun, type KnownSpend } from '../store/spend.ts';
import type { Desk, Run } from './desk.ts';
import { readPlanOf } from './plans.ts';

/** To be shown only: the ledger has what is booked. */
export interface PostedSpend extends KnownSpend {
  /** Those in force towards the run's provider, in words. */
  limits: string;
}

export function ledgerSteps(desk: Desk) {
  return {
    /** Tells the ledger of all spend in the folder's journal that it does not have, also of other runs; answers this run's. */
    async postSpend({ run }: { run: Run }): Promise<PostedSpend> {
      const ledger = Context.current().client.workflow.getHandle(ledgerId(desk.folder));
      const send = (range: SpendRange) =>
        ledger.executeUpdate<number, [SpendRange]>(postSpendName, { args: [range] });
      await postSpend(desk.store, send);
      const provider = readProvider(desk.store.quick, providerName(readPlanOf(desk, run.plan).endpoint));
      return { ...knownSpendOfRun(desk.store.quick, run.id), limits: limitsInWords(provider) };
    },
  };
}
