import type { Client } from '@temporalio/client';
import { hostname } from 'node:os';
import type { ModelAccess } from '../activities/desk.ts';
import type { Config } from '../config.ts';
import { taskQueue } from '../domain/identity.ts';
import { readWorkerName } from '../domain/workerIdentity.ts';
import { ensureEngine } from '../engine/engine.ts';
import type { EngineTarget } from '../engine/connect.ts';
import { takeOver } from '../engine/takeOver.ts';
import { watchEngine } from '../engine/watchEngine.ts';
import { providerName } from '../llm/request.ts';
import { openModelAccess, type OpenModelAccess } from '../modelAccess.ts';
import { isAlive } from '../store/processes.ts';
import { claimRelease } from '../store/releasedSteps.ts';
import { forgetWorker, noteWorker } from '../store/workers.ts';
import { startWorker, type RunningWorker } from '../worker.ts';
import type { Workplace } from './workplace.ts';

export interface OwnWorkerOptions {
  engine: EngineTarget;
  client: Client;
  /**
   * `true`: calls the endpoint of the settings. `false`: works for workflows and files only, so that a run can be asked
   * and told things. Or the access of this process alone.
   */
  model: boolean | ModelAccess;
  /** How long calls in flight may finish when it stops; longer ones are given up and booked as unknown. */
  graceMs: number;
  /** Told what the worker logs, from INFO on. */
  onLog?: ((line: string) => void) | undefined;
}

/** A worker inside this command; it keeps the embedded engine up as long as it runs. */
export async function startOwnWorker(
  workplace: Workplace,
  options: OwnWorkerOptions,
): Promise<RunningWorker> {
  const { folder, store, config } = workplace;
  const { engine, client, graceMs } = options;
  const opened = await openModel(config, options.model);
  const desk = { dataDir: folder.dir, folder: folder.id, store, model: opened?.access ?? null };
  // First of all, because starting waits for an engine that was killed a moment ago.
  const watch = keepEngineUp(workplace, engine);
  const starting = startWorker({ desk, engine, stateDir: config.stateDir, graceMs, onLog: options.onLog });
  const worker = await Promise.race([starting, watch.broken]).catch(async (error: unknown) => {
    watch.stop();
    await opened?.close();
    throw error;
  });
  const stop = async () => {
    watch.stop();
    await worker.stop();
    await opened?.close();
  };
  const taking = takeOver(client, taskQueue(folder.id), {
    isDead: isDeadWorker,
    claim: (attempt) => claimRelease(store.quick, attempt),
  });
  await taking.catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  // A run that keeps nothing has said itself whose worker this is; a client of this process carries nobody else's runs.
  const isListed = opened !== null && store.keeps && options.model === true;
  const id = isListed ? noteWorker(store.quick, { ...listed(opened.access.endpoint), apartFor: null }) : null;
  return {
    ended: Promise.race([worker.ended, watch.broken, store.broken]),
    async stop() {
      if (id !== null) forgetWorker(store.quick, id);
      await stop();
    },
  };
}

const openModel = async (
  config: Config,
  model: OwnWorkerOptions['model'],
): Promise<OpenModelAccess | null> =>
  typeof model === 'object'
    ? { access: model, close: async () => undefined }
    : model
      ? openModelAccess(config)
      : null;

const listed = (endpoint: string) => ({ provider: providerName(endpoint), endpoint });

/** Workers of other hosts are left to the engine, which misses their heartbeats. */
function isDeadWorker(name: string): boolean {
  const worker = readWorkerName(name);
  return worker !== null && worker.host === hostname() && !isAlive(worker.pid, worker.started);
}

function keepEngineUp({ config }: Workplace, target: EngineTarget) {
  const controller = new AbortController();
  const watching = target.embedded
    ? ensureEngine({ ...config, keepPorts: true }).then((engine) =>
        watchEngine({ ...config, engine, signal: controller.signal }),
      )
    : Promise.resolve();
  return {
    /** Settles only when the engine cannot be kept up. */
    broken: watching.then(() => new Promise<never>(() => undefined)),
    stop: () => controller.abort(),
  };
}
