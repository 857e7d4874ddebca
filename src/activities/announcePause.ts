import { Context } from '@temporalio/activity';
import { pausedSignalName } from '../domain/identity.ts';

/** Tells the pipeline's workflow that its gate was closed, so that `status` and the Web UI say why. */
export function announcePause(job: string, run: string, reason: string): void {
  const handle = Context.current().client.workflow.getHandle(job, run);
  // The gate in the store already holds the calls; losing this message only costs the explanation in the Web UI.
  handle.signal(pausedSignalName, reason).catch((error: unknown) => {
    Context.current().log.warn('The workflow could not be told that it is paused.', { error: String(error) });
  });
}
