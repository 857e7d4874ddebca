import { Context } from '@temporalio/activity';
import { pausedSignalName } from '../domain/identity.ts';

/** Tells the pipeline's workflow that its gate was closed, so that `status` and the Web UI say why. */
export function announcePause(job: string, reason: string): void {
  const { client, info, log } = Context.current();
  const { workflowId, runId } = info.workflowExecution ?? {};
  // A step of an ended run must not tell the next one; a chunk does not know its pipeline's run.
  const handle = client.workflow.getHandle(job, workflowId === job ? runId : undefined);
  // The gate in the store already holds the calls; losing this message only costs the explanation in the Web UI.
  handle.signal(pausedSignalName, reason).catch((error: unknown) => {
    log.warn('The workflow could not be told that it is paused.', { error: String(error) });
  });
}
