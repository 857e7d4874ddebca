import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ExitCode, UserError } from '../domain/userError.ts';
import { ensureEngine, type Engine, type EngineOptions } from './engine.ts';
import { engineFiles, markUsed } from './engineRecord.ts';
import { signalProcess } from './processes.ts';
import { answers } from './ports.ts';

export interface EngineWatch extends EngineOptions {
  engine: Engine;
  signal: AbortSignal;
  /** Called with each engine that took the place of a dead one; its address is the same. */
  onRestart?: (engine: Engine) => void;
}

const pollMs = 500;
/** The keeper looks far more rarely; every poll would keep a disk awake. */
const pollsPerMark = 10;

/**
 * Keeps the engine up for a worker: one that died is started again within 2 s, and one that is watched does
 * not end itself. Returns when `signal` is aborted.
 * @throws UserError `engine-stopped` after `aita engine stop`; `port-taken`, `engine-start` or `no-temporal`
 * when it cannot be started again.
 */
export async function watchEngine({ engine, signal, onRestart, ...options }: EngineWatch): Promise<void> {
  const files = engineFiles(options.stateDir);
  const port = Number(new URL(`tcp://${engine.address}`).port);
  let { pid } = engine;
  for (let poll = 1; !signal.aborted; poll++) {
    if (poll % pollsPerMark === 0) markUsed(files);
    if (!signalProcess(pid, 0) || !(await answers(port))) {
      if (existsSync(files.stopped)) throw stopped();
      const restarted = await ensureEngine({ ...options, onLine: undefined, keepPorts: true });
      if (restarted.address !== engine.address) throw moved(engine, restarted);
      pid = restarted.pid;
      onRestart?.(restarted);
    }
    await waitUnlessAborted(signal);
  }
}

const stopped = (): UserError =>
  new UserError(
    'engine-stopped',
    'The engine was stopped by aita engine stop.',
    'Run the command again to go on; nothing paid is lost.',
    ExitCode.interrupted,
  );

const moved = (from: Engine, to: Engine): UserError =>
  new UserError(
    'port-taken',
    `The engine ended at ${from.address} and was started again at ${to.address}, where this worker is not connected.`,
    'Run the command again; nothing paid is lost.',
  );

async function waitUnlessAborted(signal: AbortSignal): Promise<void> {
  try {
    await delay(pollMs, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
