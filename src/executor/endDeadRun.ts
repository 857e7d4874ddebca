import type { Client } from '@temporalio/client';
import { readGate } from '../store/gates.ts';
import { otherWorkers } from '../store/workers.ts';
import { isOwnQueueDead } from './executorModel.ts';
import { findOpenRun, type OpenRun } from './findOpenRun.ts';
import type { PlannedBatch } from './planBatch.ts';
import type { Workplace } from './workplace.ts';

/**
 * Ends an open run of the batch that no living process carries, when it cannot simply be gone on with: its tasks are
 * others, it is paused and nobody will reopen it, its client died with its process, or everything is to be asked again. What it paid for is in the store.
 */
export async function endDeadRun(
  client: Client,
  { store }: Workplace,
  { job, planned, reopens }: { job: string; planned: PlannedBatch; reopens: boolean },
): Promise<void> {
  const open = await findOpenRun(client, job);
  if (!open || isCarried(store.quick, open)) return;
  const isSame = open.plan === planned.digest && planned.plan.reuse;
  const isStuck = !reopens && readGate(store.quick, open.runId).state === 'paused';
  const canGoOn = isSame && !isStuck && isOwnQueueDead(open.queue) === null;
  if (!canGoOn) await client.workflow.getHandle(job).terminate('started again, nobody worked on it');
}

function isCarried(db: Parameters<typeof otherWorkers>[0], { queue }: OpenRun): boolean {
  const isDead = isOwnQueueDead(queue);
  return isDead === null ? otherWorkers(db, queue).length > 0 : !isDead;
}
