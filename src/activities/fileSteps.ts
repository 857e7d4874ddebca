import type { PageRef, PlannedPage } from '../domain/plan.ts';
import { openGate, writeGate, type Gate } from '../store/gates.ts';
import { readPlanItems } from '../store/plans.ts';
import type { Desk, Run } from './desk.ts';
import { failed } from './keepOutcome.ts';

/** Steps on files and the store: no model, no money. */
export function fileSteps(desk: Desk) {
  return {
    /** Pages `from` (included) to `to` (excluded) of the plan. */
    async listPages({ plan, from, to }: { plan: string; from: number; to: number }): Promise<PageRef[]> {
      const pages = readPlanItems<PlannedPage>(desk.store.quick, plan, from, to);
      return pages.map(({ student, page }) => ({ student, page }));
    },

    /** Opens or closes a run's gate: once this is done, no call of a closed run starts. */
    async setGate({ run, state, reason }: { run: string } & Gate): Promise<void> {
      const { durable } = desk.store;
      // In a transaction, so that the gate's time is that of its closing, not of the wait for the store.
      if (state === 'open') openGate(durable, run);
      else durable.transaction(() => writeGate(durable, run, { state, reason }));
      desk.store.permits.pump();
    },

    /** Keeps a failure that no step could keep itself, such as a lost worker that never came back. */
    async recordFailure({ run, item, reason }: { run: Run; item: string; reason: string }): Promise<void> {
      desk.store.keepOutcome(run.job, failed(run, item, reason));
    },
  };
}
