import { Context } from '@temporalio/activity';
import { ledgerId, postSpendName } from '../domain/identity.ts';
import type { SpendRange } from '../domain/ledger.ts';
import { postSpend } from '../store/postSpend.ts';
import { usageOfRun } from '../store/spend.ts';
import type { Desk } from './desk.ts';

/** To be shown only: the ledger has what is booked. */
export interface PostedSpend {
  /** US dollars; `null` when a call's price is not known. */
  spentUsd: number | null;
}

export function ledgerSteps(desk: Desk) {
  return {
    /** Tells the ledger of all spend in the folder's journal that it does not have, also of other runs; answers this run's. */
    async postSpend({ run }: { run: string }): Promise<PostedSpend> {
      const ledger = Context.current().client.workflow.getHandle(ledgerId(desk.folder));
      const send = (range: SpendRange) =>
        ledger.executeUpdate<number, [SpendRange]>(postSpendName, { args: [range] });
      await postSpend(desk.store, send);
      return { spentUsd: usageOfRun(desk.store.quick, run).costUsd };
    },
  };
}
