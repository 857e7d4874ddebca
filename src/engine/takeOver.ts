import type { Client } from '@temporalio/client';
import { resetStickyQueues } from './resetStickyQueues.ts';

interface Execution {
  workflowId: string;
  runId: string;
}

export interface DeadWorkers {
  isDead: (worker: string) => boolean;
  /** True for one process only: the engine cannot be told which attempt of a step is meant. */
  claim: (attempt: string) => boolean;
}

/**
 * Lets a new worker go on at once where killed ones stopped: open runs are taken off their sticky queues, and steps
 * that a dead worker holds are given out again instead of waiting for their heartbeat to be missed.
 */
export async function takeOver(client: Client, taskQueue: string, dead: DeadWorkers): Promise<void> {
  await resetStickyQueues(client, taskQueue);
  const query = `TaskQueue = ${JSON.stringify(taskQueue)} AND ExecutionStatus = 'Running'`;
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    await releaseSteps(client, { workflowId, runId }, dead);
  }
}

async function releaseSteps(client: Client, execution: Execution, dead: DeadWorkers): Promise<void> {
  const { raw } = await client.workflow.getHandle(execution.workflowId, execution.runId).describe();
  const held = (raw.pendingActivities ?? []).filter(
    ({ state, lastWorkerIdentity, activityId, attempt }) =>
      Number(state) === startedState &&
      dead.isDead(lastWorkerIdentity ?? '') &&
      dead.claim(`${execution.runId}/${activityId}/${attempt}`),
  );
  await Promise.all(held.map((step) => failAttempt(client, execution, step.activityId ?? '')));
}

/** PENDING_ACTIVITY_STATE_STARTED */
const startedState = 2;
const notFound = 5;

async function failAttempt(client: Client, execution: Execution, activityId: string): Promise<void> {
  const { isGrpcServiceError } = await import('@temporalio/client');
  const nextRetryDelay = { seconds: null, nanos: 1_000_000 };
  const failure = {
    message: 'The worker that held this step died.',
    applicationFailureInfo: { type: 'WorkerDied', nonRetryable: false, nextRetryDelay },
  };
  try {
    await client.workflowService.respondActivityTaskFailedById({
      namespace: client.options.namespace,
      ...execution,
      activityId,
      failure,
      identity: 'aita',
    });
  } catch (error) {
    // Its heartbeat was missed in the meantime.
    if (!isGrpcServiceError(error) || Number(error.code) !== notFound) throw error;
  }
}
