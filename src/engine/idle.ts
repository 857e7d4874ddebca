import { statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describeMotion, listRunningRuns } from './engineApi.ts';
import type { EngineFiles } from './engineRecord.ts';

export interface IdleWatch {
  files: EngineFiles;
  httpPort: number;
  idleMs: number;
}

/**
 * Returns once nothing has used the engine for `idleMs`: no command, no live worker, no run in motion.
 * A paused run, or one without a worker, is not in motion. Time in which the machine sleeps does not count.
 * Gives the last use it saw, so that the caller can tell whether there has been one since.
 */
export async function untilIdle({ files, httpPort, idleMs }: IdleWatch): Promise<number> {
  const tickMs = idleMs / 20;
  const lengths = new Map<string, number>();
  let used = lastUse(files);
  for (let quietMs = 0; quietMs < idleMs; quietMs += tickMs) {
    await delay(tickMs, undefined, { ref: false });
    const usedBefore = used;
    used = lastUse(files);
    if (used !== usedBefore || (await hasMoved(httpPort, lengths).catch(noAnswer))) quietMs = 0;
  }
  return used;
}

export const lastUse = (files: EngineFiles): number =>
  statSync(files.used, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** An engine too busy to answer is not idle, and the end of one is seen by its process. */
function noAnswer(error: unknown): boolean {
  process.stderr.write(`The engine was asked for its runs and gave none: ${String(error)}\n`);
  return true;
}

async function hasMoved(httpPort: number, lengths: Map<string, number>): Promise<boolean> {
  let moved = false;
  for (const run of await listRunningRuns(httpPort)) {
    const motion = await describeMotion(httpPort, run);
    moved ||= motion === null || motion.hasStartedStep || motion.historyLength !== lengths.get(run.runId);
    lengths.set(run.runId, motion?.historyLength ?? 0);
  }
  return moved;
}
