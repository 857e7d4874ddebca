import type { Client } from '@temporalio/client';

export interface OpenRun {
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
    return { runId: description.runId, plan, version, queue };
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return null;
    throw error;
  }
}
