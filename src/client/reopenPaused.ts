import { isBudgetReached } from '../domain/budget.ts';
import { reopen } from '../executor/batchRun.ts';
import type { StartedRun } from '../executor/startRun.ts';
import { readGate } from '../store/gates.ts';
import { countOutcomes } from '../store/outcomes.ts';
import type { Store } from '../store/store.ts';

/** How a paused run stood when a command let it go on. */
export interface Reopened {
  runId: string;
  workflowId: string;
  /** Why it was paused. */
  cause: string | null;
  done: number;
}

/** Lets the run go on if it is paused, by one call at first; `null` when it is not. */
export async function reopenPaused(
  store: Store,
  { handle, runId }: Pick<StartedRun, 'handle' | 'runId'>,
): Promise<Reopened | null> {
  if (readGate(store.quick, runId).state !== 'paused') return null;
  const before = howItStands(store, handle.workflowId, runId);
  await reopen(store, handle);
  return before;
}

export const howItStands = ({ quick }: Store, workflowId: string, runId: string): Reopened => ({
  runId,
  workflowId,
  cause: readGate(quick, runId).reason,
  done: countOutcomes(quick, workflowId, runId).done,
});

/** What is to be said of a run that is paused again; nothing when something has come of it. */
export function nothingCame(store: Store, { runId, workflowId, cause, done }: Reopened): string[] {
  const now = howItStands(store, workflowId, runId);
  if (cause === null || now.cause !== cause || now.done !== done) return [];
  return [isBudgetReached(cause) ? noRoom : oneTried];
}

const oneTried = 'One call was tried: what paused the run is still so. The rest was not asked.';
const noRoom = 'No call was made: the budget has no room for another one.';
