import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  DefaultLogger,
  NativeConnection,
  Runtime,
  TransportError,
  Worker,
  type LogEntry,
  type WorkerOptions as WorkerConfig,
} from '@temporalio/worker';
import { localSteps, modelSteps } from './activities/index.ts';
import type { Desk } from './activities/desk.ts';
import { modelTaskQueue, taskQueue } from './domain/identity.ts';
import { workerName } from './domain/workerIdentity.ts';
import type { EngineTarget } from './engine/connect.ts';
import { appendToLog } from './engine/logFile.ts';
import { workflowBundle } from './engine/workflowBundle.ts';
import { providerName } from './llm/request.ts';
import { ownProcess } from './store/processes.ts';

export interface WorkerOptions {
  desk: Desk;
  engine: EngineTarget;
  stateDir: string;
  /** How long calls in flight may finish when the worker stops. */
  graceMs: number;
  /** Told what the SDK logs from INFO on; without it the log goes to a file only, from WARN on. */
  onLog?: ((line: string) => void) | undefined;
}

export interface RunningWorker {
  /** No new call starts from now on; those in flight get `graceMs`. Done when everything has stopped. */
  stop: () => Promise<void>;
  /** Settles when the worker ends by itself; rejects when it broke. */
  ended: Promise<void>;
}

/** Cached workflows; a run's state is small, and a course has a few runs open at once. */
const maxCachedWorkflows = 100;
/** Steps waiting for the limiter in this process; the limiter, not this number, caps the calls. */
const maxSteps = 1000;

/** Works for the folder's runs in this process: workflows and file steps, and model steps when the desk has a provider. */
export async function startWorker({
  desk,
  engine,
  stateDir,
  graceMs,
  onLog,
}: WorkerOptions): Promise<RunningWorker> {
  installLog(stateDir, onLog);
  desk.store.permits.open();
  const connection = await untilServed(() => NativeConnection.connect(engine.connectionOptions));
  const common = {
    connection,
    namespace: engine.namespace,
    identity: workerName({ ...ownProcess, host: hostname() }),
    shutdownGraceTime: graceMs,
    // A beat every 1.2 s must reach the engine before the 5 s timeout.
    maxHeartbeatThrottleInterval: 1500,
    defaultHeartbeatThrottleInterval: 1500,
  };
  const forWorkflows: WorkerConfig = {
    ...common,
    taskQueue: taskQueue(desk.folder),
    workflowBundle: { codePath: await workflowBundle() },
    activities: localSteps(desk),
    maxCachedWorkflows,
    // After a kill -9 the next worker's first task would wait this long for the dead one; it also resets it at start.
    stickyQueueScheduleToStartTimeout: '3 seconds',
  };
  const workers = [await untilServed(() => Worker.create(forWorkflows))];
  if (desk.model) {
    const forModel: WorkerConfig = {
      ...common,
      taskQueue: modelTaskQueue(desk.folder, desk.model.queue ?? providerName(desk.model.endpoint)),
      activities: modelSteps(desk),
      maxConcurrentActivityTaskExecutions: maxSteps,
    };
    workers.push(await untilServed(() => Worker.create(forModel)));
  }
  return running(desk, workers, connection);
}

/** An engine that was killed is up again well within this. */
const patienceMs = 30_000;

/** The SDK tries once, and the engine may have been killed a moment ago. */
async function untilServed<T>(connect: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + patienceMs; ; await delay(100)) {
    try {
      return await connect();
    } catch (error) {
      if (!(error instanceof TransportError) || Date.now() > deadline) throw error;
    }
  }
}

function running(desk: Desk, workers: Worker[], connection: NativeConnection): RunningWorker {
  const ended = Promise.all(workers.map((worker) => worker.run())).then(() => connection.close());
  return {
    ended,
    async stop() {
      desk.store.permits.close();
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}

/** Where this process's log goes: the newest worker's. */
const log: { file: string; onLine: WorkerOptions['onLog'] } = { file: '', onLine: undefined };

// The SDK writes to stderr by itself, where the progress bar is; it takes one logger for the life of a process.
function installLog(stateDir: string, onLine: WorkerOptions['onLog']): void {
  const isInstalled = log.file !== '';
  mkdirSync(join(stateDir, 'logs'), { recursive: true, mode: 0o700 });
  Object.assign(log, { file: join(stateDir, 'logs', 'worker.log'), onLine });
  if (isInstalled) return;
  const level = onLine ? 'INFO' : 'WARN';
  Runtime.install({
    logger: new DefaultLogger(level, writeLog),
    shutdownSignals: [],
    telemetryOptions: { logging: { forward: {}, filter: level } },
  });
}

function writeLog({ level, message, timestampNanos, meta }: LogEntry): void {
  log.onLine?.(`${level} ${message} ${metaText(meta)}`);
  const at = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  const line = { at, level, pid: process.pid, message, meta: metaText(meta) };
  appendToLog(log.file, JSON.stringify(line));
}

const metaText = (meta: unknown): string =>
  JSON.stringify(meta, (_key, value: unknown) =>
    value instanceof Error ? value.message : typeof value === 'bigint' ? String(value) : value,
  )?.slice(0, 2000) ?? '';
