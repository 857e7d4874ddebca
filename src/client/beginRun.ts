import type { Client } from '@temporalio/client';
import { holdBudget } from '../executor/holdBudget.ts';
import { refuseOtherRun, type PlannedRun } from '../executor/startRun.ts';
import { providerName } from '../llm/request.ts';
import { writePlan, type PlanItem } from '../store/plans.ts';
import { setLimits } from '../store/providers.ts';
import { setTokenLimit } from '../store/tokenRate.ts';
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
  const provider = providerName(planned.plan.endpoint);
  writePlan(store.quick, planned.digest, planned.plan, planned.items);
  setLimits(store.quick, provider, config);
  setTokenLimit(store.quick, provider, config.rateLimitTpm);
}
