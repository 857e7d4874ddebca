import { existsSync } from 'node:fs';
import { Pipeline, workflowId } from '../domain/identity.ts';
import { externalTarget, openEngine } from '../engine/connect.ts';
import { engineFiles } from '../engine/engineRecord.ts';
import { findOpenRun } from '../executor/findOpenRun.ts';
import type { Session } from './session.ts';

/**
 * The first of these pipelines of which a run under the assignment's name is open, running or paused; `null` when there is none.
 * Without the engine's database there is no run, and no engine has to be started to know it.
 */
export async function findOpenPipeline(
  { config, assignment, folder }: Session,
  pipelines: readonly Pipeline[] = Object.values(Pipeline),
): Promise<Pipeline | null> {
  const hasEngine = existsSync(engineFiles(config.stateDir).database) || (await externalTarget(config));
  if (!hasEngine) return null;
  const { client } = await openEngine(config);
  try {
    for (const pipeline of pipelines) {
      if (await findOpenRun(client, workflowId(pipeline, assignment.name, folder.id))) return pipeline;
    }
    return null;
  } finally {
    await client.connection.close();
  }
}
