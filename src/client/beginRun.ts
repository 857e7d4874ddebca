import type { Client } from '@temporalio/client';
import { holdBudget } from '../executor/holdBudget.ts';
import { refuseOtherRun, type PlannedRun } from '../executor/startRun.ts';
import type { PlanItem } from '../store/plans.ts';
import { askForLimits } from './keptLimits.ts';
import { keepPlanned } from './plannedFromStore.ts';
import type { Session } from './session.ts';

/**
 * To be done before a worker starts here, which would work for whatever run is open.
 *
 * From now on plan, budget and limits hold for all workers.
 * @throws UserError when a run is open with other inputs or options; nothing has changed then.
 */
export async function beginRun(
  client: Client,
  session: Session,
  planned: PlannedRun & { items: PlanItem<unknown>[] },
): Promise<void> {
  await refuseOtherRun(client, session, planned);
  const { store, config } = session;
  holdBudget(session, planned.plan);
  await keepPlanned(store, planned);
  askForLimits(store.quick, planned.plan.endpoint, config);
}
