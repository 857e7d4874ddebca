import { Context } from '@temporalio/activity';
import { ledgerId, postSpendName } from '../domain/identity.ts';
import type { SpendRange } from '../domain/ledger.ts';
import { postSpend } from '../store/postSpend.ts';
import type { Desk } from './desk.ts';

export function ledgerSteps(desk: Desk) {
  return {
    /** Tells the ledger of all spend in the folder's journal that it does not have, also of other runs. */
    async postSpend(): Promise<void> {
      const ledger = Context.current().client.workflow.getHandle(ledgerId(desk.folder));
      const send = (range: SpendRange) =>
        ledger.executeUpdate<number, [SpendRange]>(postSpendName, { args: [range] });
      await postSpend(desk.store, send);
    },
  };
}
