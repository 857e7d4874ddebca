import type { Client } from '@temporalio/client';
import { lanesFor, type MaxWorkers } from '../domain/maxWorkers.ts';

const longestMs = 5000;
const nobodyAnswered = ['WorkflowNotFoundError', 'WorkflowUpdateRPCTimeoutOrCancelledError', 'ServiceError'];

/**
 * Lets an open run give out as many items as may now be asked for at once. When it has just ended, or nobody answers for
 * it, nothing is lost: the limits themselves are in the store.
 */
export async function setLanes(client: Client, job: string, maxWorkers: MaxWorkers): Promise<void> {
  const lanes = lanesFor(maxWorkers);
  try {
    await client.withDeadline(Date.now() + longestMs, () =>
      client.workflow.getHandle(job).executeUpdate('setLanes', { args: [lanes] }),
    );
  } catch (error) {
    if (!(error instanceof Error) || !nobodyAnswered.includes(error.name)) throw error;
  }
}
