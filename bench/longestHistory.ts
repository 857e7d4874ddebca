import { clientOf } from '../test/support/histories.ts';
import type { Stage } from './stage.ts';

/** The most events that a run of a batch, or a chunk of one, has in the stage's engine. */
export async function longestHistory(stage: Stage): Promise<number> {
  const client = await clientOf({ env: stage.env, folder: stage.stateDir });
  let longest = 0;
  for await (const { workflowId, runId } of client.workflow.list({
    query: `WorkflowId STARTS_WITH 'runBatch:'`,
  })) {
    const { historyLength } = await client.workflow.getHandle(workflowId, runId).describe();
    longest = Math.max(longest, historyLength);
  }
  await client.connection.close();
  return longest;
}
