import type { Client } from '@temporalio/client';
import { otherWorkers } from '../store/workers.ts';
import { isOwnQueueDead } from './executorModel.ts';
import { findOpenRun, ifOpen, type OpenRun } from './findOpenRun.ts';
import type { PlannedBatch } from './planBatch.ts';
import type { Workplace } from './workplace.ts';

/**
 * Ends an open run of the batch that no living process carries, when it cannot simply be gone on with: its tasks are
 * others, its client died with its process, or everything is to be asked again. What it paid for is in the store.
 */
export async function endDeadRun(
  client: Client,
  { store }: Workplace,
  { job, planned }: { job: string; planned: PlannedBatch },
): Promise<void> {
  const open = await findOpenRun(client, job);
  if (!open || isCarried(store.quick, open)) return;
  const isSame = open.plan === planned.digest && planned.plan.reuse;
  const canGoOn = isSame && isOwnQueueDead(open.queue) === null;
  if (canGoOn) return;
  // Only that one: another process may have ended it by now and begun the next.
  const handle = client.workflow.getHandle(job, undefined, { firstExecutionRunId: open.runId });
  await ifOpen(() => handle.terminate('started again, nobody worked on it'));
}

/** Whether a process other than this one works on the run. */
export function isCarried(db: Parameters<typeof otherWorkers>[0], { queue }: OpenRun): boolean {
  const isDead = isOwnQueueDead(queue);
  return isDead === null ? otherWorkers(db, queue).length > 0 : !isDead;
}
