import type { WorkflowHandle } from '@temporalio/client';
import { lanesFor, type MaxWorkers } from '../domain/maxWorkers.ts';

/** Lets an open run give out as many items as may now be asked for at once; one that has just ended has none left. */
export async function setLanes(handle: WorkflowHandle, maxWorkers: MaxWorkers): Promise<void> {
  try {
    await handle.executeUpdate('setLanes', { args: [lanesFor(maxWorkers)] });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'WorkflowNotFoundError') throw error;
  }
}
