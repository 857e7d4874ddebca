import type { Plan } from '../domain/plan.ts';
import { UserError } from '../domain/userError.ts';
import { lastPlanOf } from '../store/outcomes.ts';
import { readPlan } from '../store/plans.ts';
import type { Store } from '../store/store.ts';

/** The plan of the newest run under a workflow id; `null` when the store does not know it. */
function planOfJob({ quick }: Store, job: string): Plan | null {
  const digest = lastPlanOf(quick, job);
  return digest === null ? null : readPlan<Plan>(quick, digest);
}

/** Base URL of its model, or `offline`; `null` when the store does not know its plan. */
export const endpointOfJob = (store: Store, job: string): string | null =>
  planOfJob(store, job)?.endpoint ?? null;

/** @throws UserError `no-plan` when the store does not know it. */
export function requirePlanOf(store: Store, job: string): Plan {
  const plan = planOfJob(store, job);
  if (plan) return plan;
  throw noPlan();
}

export const noPlan = (): UserError =>
  new UserError(
    'no-plan',
    'The plan of this run is not in the store of this folder.',
    "Run the pipeline's own command instead; what is stored is not paid again.",
  );
