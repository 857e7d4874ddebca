import type { Client } from '@temporalio/client';
import { hostname } from 'node:os';
import { taskQueue } from '../domain/identity.ts';
import { readWorkerName } from '../domain/workerIdentity.ts';
import { ensureEngine } from '../engine/engine.ts';
import type { EngineTarget } from '../engine/connect.ts';
import { takeOver } from '../engine/takeOver.ts';
import { watchEngine } from '../engine/watchEngine.ts';
import { openModelAccess } from '../modelAccess.ts';
import { isAlive } from '../store/processes.ts';
import { startWorker, type RunningWorker } from '../worker.ts';
import type { Workplace } from './workplace.ts';

export interface OwnWorkerOptions {
  engine: EngineTarget;
  client: Client;
  /** `false`: works for workflows and files only, so that a run can be asked and told things. */
  model: boolean;
  /** How long calls in flight may finish when it stops; longer ones are given up and booked as unknown. */
  graceMs: number;
}

/** A worker inside this command; it keeps the embedded engine up as long as it runs. */
export async function startOwnWorker(
  workplace: Workplace,
  options: OwnWorkerOptions,
): Promise<RunningWorker> {
  const { folder, store, config } = workplace;
  const { engine, client, graceMs } = options;
  const opened = options.model ? await openModelAccess(config) : null;
  const desk = { dataDir: folder.dir, folder: folder.id, store, model: opened?.access ?? null };
  const worker = await startWorker({ desk, engine, stateDir: config.stateDir, graceMs });
  await takeOver(client, taskQueue(folder.id), isDeadWorker);
  const watch = keepEngineUp(workplace, engine);
  return {
    ended: Promise.race([worker.ended, watch.broken]),
    async stop() {
      watch.stop();
      await worker.stop();
      await opened?.close();
    },
  };
}

/** Workers of other hosts are left to the engine, which misses their heartbeats. */
function isDeadWorker(name: string): boolean {
  const worker = readWorkerName(name);
  return worker !== null && worker.host === hostname() && !isAlive(worker.pid, worker.started);
}

function keepEngineUp({ config }: Workplace, target: EngineTarget) {
  const controller = new AbortController();
  const watching = target.embedded
    ? ensureEngine(config).then((engine) => watchEngine({ ...config, engine, signal: controller.signal }))
    : Promise.resolve();
  return {
    /** Settles only when the engine cannot be kept up. */
    broken: watching.then(() => new Promise<never>(() => undefined)),
    stop: () => controller.abort(),
  };
}
