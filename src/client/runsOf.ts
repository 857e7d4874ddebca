import type { Client } from '@temporalio/client';
import { firstRunId } from '../executor/findOpenRun.ts';
import { costLedgerType, taskQueue } from '../domain/identity.ts';

/** The newest run under one workflow id. */
export interface KnownRun {
  workflowId: string;
  /** The first one, which the store knows; a reset in the Web UI gives it another in the engine. */
  runId: string;
  pipeline: string;
  assignment: string;
  /** The engine's word, lower case: running, completed, canceled, … */
  status: string;
  startedAt: Date;
  endedAt: Date | null;
}

/** The newest run of each pipeline and assignment of a folder, newest first, as the engine remembers them. */
export async function runsOf(client: Client, folder: string): Promise<KnownRun[]> {
  const newest = new Map<string, KnownRun>();
  for await (const found of client.workflow.list({ query: `TaskQueue = '${taskQueue(folder)}'` })) {
    const isOwnStory = found.type !== costLedgerType && !found.workflowId.includes('/');
    const known = newest.get(found.workflowId);
    if (!isOwnStory || (known && known.startedAt >= found.startTime)) continue;
    const [pipeline = '', ...name] = found.workflowId.split(':').slice(0, -1);
    newest.set(found.workflowId, {
      workflowId: found.workflowId,
      runId: found.runId,
      pipeline,
      assignment: name.join(':'),
      status: found.status.name.toLowerCase(),
      startedAt: found.startTime,
      endedAt: found.closeTime ?? null,
    });
  }
  const runs = await Promise.all([...newest.values()].map((run) => underFirstId(client, run)));
  return runs.sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
}

async function underFirstId(client: Client, run: KnownRun): Promise<KnownRun> {
  const { workflowId, runId } = run;
  const description = await client.workflow.getHandle(workflowId, runId).describe();
  return { ...run, runId: firstRunId(description) };
}
