import type { Plan } from '../domain/plan.ts';
import { Pipeline } from '../domain/identity.ts';
import { UserError } from '../domain/userError.ts';
import { countPlanItems, readPlan } from '../store/plans.ts';
import type { Session } from './session.ts';
import type { PlannedRun } from './startRun.ts';

/** A run as it was planned by the command that started it. */
export function plannedFromStore({ store }: Session, digest: string): PlannedRun {
  const plan = readPlan<Plan>(store.quick, digest);
  const pipeline = Object.values(Pipeline).find((name) => name === plan?.pipeline);
  if (!plan || !pipeline) {
    throw new UserError(
      'no-plan',
      'The plan of this run is not in the store of this folder.',
      "Run the pipeline's own command instead; what is stored is not paid again.",
    );
  }
  const total = countPlanItems(store.quick, digest);
  return {
    pipeline,
    plan,
    digest,
    total,
    summary: `${pipeline} ${plan.assignment}: ${total} items, ${plan.model}`,
  };
}
