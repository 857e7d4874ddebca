import { isEngineOn } from '../../src/engine/flags.ts';
import { processTable, signalProcess } from '../../src/engine/processes.ts';
import { isKeeperOf } from '../../src/engine/startKeeper.ts';
import { nowMs } from '../../test/support/avoidableRepeats.ts';
import { slowness } from '../../test/support/slowness.ts';
import type { Actor, ChaosStage } from './chaosStage.ts';

/** `term` is a SIGTERM to the worker; all others are kill -9. `all`: worker, command and engine at once. */
export const killKinds = ['worker', 'command', 'engine', 'all', 'term'] as const;
export type KillKind = (typeof killKinds)[number];

export interface Kill {
  kind: KillKind;
  /** ms since 1970; the model's clock. */
  atMs: number;
  /** When all that was killed was gone: until then its sockets took replies. */
  goneAtMs: number;
  /** A process that calls the model was killed: its calls in flight are cut. */
  cutsCalls: boolean;
  /** Time a reply may have needed from the socket to the store: 250 ms, and more where work queues for a core. */
  marginMs: number;
  /** Nobody was left to call the model. */
  leavesNobody: boolean;
  /** When what was killed was started again; `null` for the engine, which its workers start. */
  restartedAtMs: number | null;
  /** When the pipeline it hit had ended. */
  overAtMs: number | null;
}

/** The processes of a run. The worker always calls the model; the command too, unless it only watches. */
export interface Cast {
  worker: Actor;
  command: Actor;
  commandCalls: boolean;
}

/** Kills what `kind` names. After `term`, waits until the worker has ended by itself; gives its exit code. */
export async function kill(
  stage: ChaosStage,
  cast: Cast,
  kind: KillKind,
): Promise<{ kill: Kill; exitCode: number | null }> {
  const calls = { worker: true, command: cast.commandCalls, engine: false, all: true, term: false };
  const record: Kill = {
    kind,
    atMs: nowMs(),
    goneAtMs: Infinity,
    cutsCalls: calls[kind],
    marginMs: 250 * slowness(),
    leavesNobody: kind === 'all' || (!cast.commandCalls && (kind === 'worker' || kind === 'term')),
    restartedAtMs: null,
    overAtMs: null,
  };
  if (kind === 'term') {
    cast.worker.child.kill('SIGTERM');
    return { kill: record, exitCode: await cast.worker.done };
  }
  const dying: Actor[] = [];
  if (kind === 'worker' || kind === 'all') dying.push(cast.worker);
  if (kind === 'command' || kind === 'all') dying.push(cast.command);
  for (const { child } of dying) child.kill('SIGKILL');
  if (kind === 'engine' || kind === 'all') killEngine(stage);
  await Promise.all(dying.map(({ done }) => done));
  record.goneAtMs = nowMs();
  return { kill: record, exitCode: null };
}

/** The engine's keeper first: it would take the engine's end for an orderly one. */
function killEngine({ engine }: ChaosStage): void {
  const processes = processTable();
  const found = [
    ...processes.filter(({ command }) => isKeeperOf(command, engine)),
    ...processes.filter(({ command }) => isEngineOn(command, engine.database)),
  ];
  for (const { pid } of found) signalProcess(pid, 'SIGKILL');
}
