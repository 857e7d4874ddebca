import type { Client, WorkflowExecutionDescription } from '@temporalio/client';

export interface OpenRun {
  /** The first one: a reset in the Web UI gives it another in the engine, and in the store it stays the same run. */
  runId: string;
  plan: string;
  version: string;
  /** Last part of its model queue's name. */
  queue: string;
}

/** The open run under this workflow id; `null` when there is none. */
export async function findOpenRun(client: Client, id: string): Promise<OpenRun | null> {
  try {
    const description = await client.workflow.getHandle(id).describe();
    if (description.status.name !== 'RUNNING' && description.status.name !== 'PAUSED') return null;
    const memo = description.memo as Partial<OpenRun> | undefined;
    const { plan = '', version = '', queue = '' } = memo ?? {};
    return { runId: firstRunId(description), plan, version, queue };
  } catch (error) {
    if (isRunNotFound(error)) return null;
    throw error;
  }
}

/** There is no such run, or it is over and takes no more messages. */
export const isRunNotFound = (error: unknown): boolean =>
  error instanceof Error && error.name === 'WorkflowNotFoundError';

/** Does what needs an open run; one that has ended by then needs nothing any more. */
export async function ifOpen(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isRunNotFound(error)) throw error;
  }
}

/** Under which a run is in the store, whatever id a reset has given it. */
export const firstRunId = ({ raw, runId }: WorkflowExecutionDescription): string =>
  raw.workflowExecutionInfo?.firstRunId || runId;
