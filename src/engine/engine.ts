import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../domain/userError.ts';
import { endProcess } from './endProcess.ts';
import { countOpenRuns } from './engineApi.ts';
import { engineFiles, markUsed, readRecord, type EngineFiles, type EngineRecord } from './engineRecord.ts';
import { findTemporal } from './findTemporal.ts';
import { engineGeneration, isEngineOn } from './flags.ts';
import { answers, portsFrom } from './ports.ts';
import { commandLine, processTable } from './processes.ts';
import type { ReadyReply } from './keeperMessages.ts';
import { isKeeperOf, startKeeper } from './startKeeper.ts';

export interface EngineOptions {
  stateDir: string;
  /** Path of a `temporal` program that goes before any other; `null`: find one. */
  temporalCli: string | null;
  /** The PATH variable, searched for `temporal`. */
  searchPath: string;
  /** Called with each line the user should see. */
  onLine?: ((line: string) => void) | undefined;
  /** The engine ends by itself after so long with nothing running; default 30 minutes. */
  idleMs?: number | undefined;
  /** Refuse to start on other ports than before, because workers are connected to those. */
  keepPorts?: boolean | undefined;
}

export interface Engine {
  /** host:port for clients and workers. */
  address: string;
  namespace: 'default';
  uiUrl: string;
  pid: number;
  /** Of the `temporal` program. */
  version: string;
  /** Whether this call started it. */
  started: boolean;
}

const defaultIdleMs = 30 * 60_000;
const patienceMs = 30_000;

/**
 * The user's one engine, started in the background when it is not running. It survives this process, keeps
 * its ports, and is found again whatever was killed. Two calls at the same moment start one engine.
 * @throws UserError `no-temporal`, `engine-start`, `port-taken`, `no-engine-here`.
 */
export async function ensureEngine(options: EngineOptions): Promise<Engine> {
  refuseWindows();
  const files = engineFiles(options.stateDir);
  markUsed(files);
  const running = await findRunning(files);
  if (running === null) return startEngine(options, files);
  if (running.generation < engineGeneration) {
    options.onLine?.('The engine is of an older AITA and is replaced; open runs go on in the new one.');
    await endEngine(files);
    return startEngine(options, files);
  }
  // Without its keeper an engine would never end.
  if (!isKeeperOf(commandLine(running.keeperPid) ?? '', files)) await startEngine(options, files);
  return toEngine(running, false);
}

export interface EngineStatus extends Omit<Engine, 'started'> {
  running: true;
  /** Runs that have not ended, paused ones among them; the cost ledger is none. */
  openRuns: number;
}

export async function engineStatus(from: { stateDir: string }): Promise<EngineStatus | { running: false }> {
  const record = await findRunning(engineFiles(from.stateDir));
  if (record === null) return { running: false };
  const { started: _, ...engine } = toEngine(record, false);
  return { running: true, ...engine, openRuns: await countOpenRuns(portsFrom(record.firstPort).http) };
}

/**
 * Ends the engine and its keeper and waits until both are gone; workers that watch it end too, and do not
 * start it again. `false` when it was not there.
 */
export async function stopEngine(from: { stateDir: string }): Promise<boolean> {
  const files = engineFiles(from.stateDir);
  writeFileSync(files.stopped, '', { mode: 0o600 });
  return endEngine(files);
}

async function endEngine(files: EngineFiles): Promise<boolean> {
  const isKeeper = (command: string): boolean => isKeeperOf(command, files);
  const isEngine = (command: string): boolean => isEngineOn(command, files.database);
  const processes = processTable();
  const keepers = processes.filter(({ command }) => isKeeper(command));
  const engines = processes.filter(({ command }) => isEngine(command));
  for (const { pid } of keepers) await endProcess(pid, isKeeper, 15_000);
  for (const { pid } of engines) await endProcess(pid, isEngine, 5000);
  return engines.length > 0;
}

type RunningRecord = EngineRecord & { pid: number };

async function findRunning(files: EngineFiles): Promise<RunningRecord | null> {
  const record = readRecord(files);
  if (record === null || record.pid === null) return null;
  const isThere = isEngineOn(commandLine(record.pid) ?? '', files.database);
  return isThere && (await answers(record.firstPort)) ? { ...record, pid: record.pid } : null;
}

async function startEngine(options: EngineOptions, files: EngineFiles): Promise<Engine> {
  const { path: program, version } = await findTemporal(options);
  const { idleMs = defaultIdleMs, keepPorts = false } = options;
  const order = { stateDir: files.stateDir, program, version, idleMs, keepPorts };
  rmSync(files.stopped, { force: true });
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    const reply = await startKeeper(order, files);
    if (reply.kind === 'failed') throw new UserError(reply.code, reply.message, reply.hint);
    if (reply.kind === 'ready') return announce(reply, options);
    const started = await startedByAnother(files);
    if (started) return toEngine(started, false);
  }
  throw new UserError(
    'engine-start',
    `The engine in ${files.stateDir} has been neither up nor down for ${patienceMs / 1000} s.`,
    `Run aita engine stop, then try again; ${files.log} may say why.`,
  );
}

/** Another command's keeper has the lock: either it starts the engine, or it is about to end. */
async function startedByAnother(files: EngineFiles): Promise<RunningRecord | null> {
  for (let look = 0; look < 20; look++) {
    const running = await findRunning(files);
    if (running) return running;
    await delay(50);
  }
  return null;
}

function announce(reply: ReadyReply, { onLine }: EngineOptions): Engine {
  const engine = toEngine(reply.record, reply.started);
  if (reply.movedFrom !== null)
    onLine?.(`Port ${reply.movedFrom} is taken by another program; the engine is now at ${engine.address}.`);
  if (reply.started)
    onLine?.(`The engine stays in the background (Web UI ${engine.uiUrl}); aita engine stop ends it.`);
  return engine;
}

function toEngine({ pid, version, firstPort }: RunningRecord, started: boolean): Engine {
  const { grpc, ui } = portsFrom(firstPort);
  const address = `127.0.0.1:${grpc}`;
  return { address, namespace: 'default', uiUrl: `http://127.0.0.1:${ui}`, pid, version, started };
}

function refuseWindows(): void {
  if (process.platform !== 'win32') return;
  throw new UserError(
    'no-engine-here',
    'The embedded engine runs on Linux and macOS, and this is Windows.',
    'Run AITA inside WSL, or set TEMPORAL_ADDRESS to an engine that runs elsewhere.',
  );
}
