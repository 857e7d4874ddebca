import { counted } from '../domain/counted.ts';
import type { Plan } from '../domain/plan.ts';
import { Pipeline } from '../domain/identity.ts';
import { countPlanItems, readPlan, writePlan, type PlanItem } from '../store/plans.ts';
import type { Store } from '../store/store.ts';
import { noPlan } from './planOfJob.ts';
import type { PlannedRun } from '../executor/startRun.ts';

/** A plan as it is kept. Only its pipeline's own command knows how many steps its items take. */
type KeptPlan = Plan & Partial<Pick<PlannedRun, 'steps'>>;

/** Keeps a run's plan under its digest; one that is there stays as it is. */
export async function keepPlanned(
  { quick }: Store,
  { digest, plan, steps, items }: PlannedRun & { items: PlanItem<unknown>[] },
): Promise<void> {
  const kept: KeptPlan = { ...plan, steps };
  await writePlan(quick, digest, kept, items);
}

/** A run as it was planned by the command that started it. */
export function plannedFromStore({ store: { quick } }: { store: Store }, digest: string): PlannedRun {
  const kept = readPlan<KeptPlan>(quick, digest);
  const pipeline = Object.values(Pipeline).find((name) => name === kept?.pipeline);
  if (!kept || !pipeline) throw noPlan();
  const total = countPlanItems(quick, digest);
  const { steps = total, ...plan } = kept;
  const summary = `${pipeline} ${plan.assignment}: ${counted(total, 'item')}, ${plan.model}`;
  return { pipeline, plan, digest, total, steps, summary };
}
