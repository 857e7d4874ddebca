import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { StartedRun } from '../executor/startRun.ts';
import type { Ending } from '../executor/watchRun.ts';
import type { PipelineRun } from './runPipeline.ts';
import type { Session } from './session.ts';

/** The result files of a run that is over: killed or stopped early, it may have none. */
export async function outputsOf(
  { config }: Session,
  { outputs, writeResults }: PipelineRun,
  { ending, started: { runId } }: { ending: Ending; started: StartedRun },
): Promise<string[]> {
  if (!writeResults) return outputs.filter((path) => existsSync(resolve(config.workingDir, path)));
  if (ending !== 'completed') return [];
  await writeResults(runId);
  return outputs;
}
