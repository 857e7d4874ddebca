import { counted } from '../domain/counted.ts';
import type { Plan } from '../domain/plan.ts';
import { Pipeline } from '../domain/identity.ts';
import { countPlanItems, readPlan, readPlanItems } from '../store/plans.ts';
import { noPlan } from './planOfJob.ts';
import type { Session } from './session.ts';
import type { PlannedRun } from '../executor/startRun.ts';

/** A run as it was planned by the command that started it. */
export function plannedFromStore({ store }: Session, digest: string): PlannedRun {
  const plan = readPlan<Plan>(store.quick, digest);
  const pipeline = Object.values(Pipeline).find((name) => name === plan?.pipeline);
  if (!plan || !pipeline) throw noPlan();
  const total = countPlanItems(store.quick, digest);
  const own = readPlanItems<{ criteria?: unknown }>(store.quick, digest).filter(
    ({ criteria }) => criteria === null,
  );
  // A question without the instructor's criteria takes two steps.
  const steps = total + own.length;
  return {
    pipeline,
    plan,
    digest,
    total,
    steps,
    summary: `${pipeline} ${plan.assignment}: ${counted(total, 'item')}, ${plan.model}`,
  };
}
