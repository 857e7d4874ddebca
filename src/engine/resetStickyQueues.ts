import type { Client } from '@temporalio/client';

const atOnce = 20;
const notFound = 5;

/**
 * Lets a new worker take over a queue's open runs at once; otherwise each run's next step waits for the
 * worker that held it, which may have been killed. Gives the number of runs.
 */
export async function resetStickyQueues(client: Client, taskQueue: string): Promise<number> {
  const query = `TaskQueue = ${JSON.stringify(taskQueue)} AND ExecutionStatus = 'Running'`;
  const runs = [];
  for await (const { workflowId, runId } of client.workflow.list({ query })) runs.push({ workflowId, runId });
  for (let first = 0; first < runs.length; first += atOnce) {
    await Promise.all(runs.slice(first, first + atOnce).map((execution) => reset(client, execution)));
  }
  return runs.length;
}

async function reset(client: Client, execution: { workflowId: string; runId: string }): Promise<void> {
  const { isGrpcServiceError } = await import('@temporalio/client');
  const { namespace } = client.options;
  try {
    await client.workflowService.resetStickyTaskQueue({ namespace, execution });
  } catch (error) {
    // It has ended since it was listed.
    if (!isGrpcServiceError(error) || Number(error.code) !== notFound) throw error;
  }
}
