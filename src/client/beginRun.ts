import type { Client } from '@temporalio/client';
import type { Flags } from '../config.ts';
import { askForLimits } from '../executor/askForLimits.ts';
import { holdBudget } from '../executor/holdBudget.ts';
import { refuseOtherRun, type PlannedRun } from '../executor/startRun.ts';
import type { PlanItem } from '../store/plans.ts';
import { keepingLimits } from './keptLimits.ts';
import { keepPlanned } from './plannedFromStore.ts';
import type { Session } from './session.ts';

/**
 * To be done before a worker starts here, which would work for whatever run is open.
 *
 * From now on plan, budget and limits hold for all workers; gives the session with these limits. `watching`: the flags
 * of a command that works for nothing itself, which changes of an open run only the limits that they name.
 * @throws UserError when a run is open with other inputs or options; nothing has changed then.
 */
export async function beginRun(
  client: Client,
  session: Session,
  planned: PlannedRun & { items: PlanItem<unknown>[] },
  watching: Flags | null = null,
): Promise<Session> {
  const open = await refuseOtherRun(client, session, planned);
  const { endpoint } = planned.plan;
  const settled = open && watching ? keepingLimits(session, endpoint, watching) : session;
  holdBudget(settled, planned.plan);
  await keepPlanned(settled.store, planned);
  askForLimits(settled.store.quick, endpoint, settled.config);
  return settled;
}
