import type { Context } from '@temporalio/activity';
import { pausedSignalName } from '../domain/identity.ts';

/**
 * Tells the pipeline's workflow that its gate was closed, so that `status`, the Web UI and whoever watches hear of it.
 * A message that is lost is told by the command that watches.
 */
export function announcePause(
  { client, info, log }: Context,
  { job, run }: { job: string; run: string },
  reason: string,
): void {
  const { workflowId, runId } = info.workflowExecution ?? {};
  // A chunk does not know the id that a reset has given its pipeline's run.
  const handle = client.workflow.getHandle(job, workflowId === job ? runId : undefined);
  handle.signal(pausedSignalName, reason, run).catch((error: unknown) => {
    log.warn('The workflow could not be told that it is paused.', { error: String(error) });
  });
}
