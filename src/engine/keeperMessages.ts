import type { EngineRecord } from './engineRecord.ts';

/** What a command gives the keeper it starts, as JSON in the first argument. */
export interface KeeperOrder {
  stateDir: string;
  /** Path and version of the `temporal` program. */
  program: string;
  version: string;
  /** The engine ends after so long with nothing running. */
  idleMs: number;
  /** Workers are connected to the ports it had: refuse to move. */
  keepPorts: boolean;
}

/** What the keeper answers, once. */
export type KeeperReply =
  | ReadyReply
  /** Another keeper has this state folder. */
  | { kind: 'busy' }
  | { kind: 'failed'; code: string; message: string; hint: string };

export interface ReadyReply {
  kind: 'ready';
  record: EngineRecord & { pid: number };
  /** `false`: taken over from a killed keeper. */
  started: boolean;
  /** A port that the engine used to have and lost to another program. */
  movedFrom: number | null;
}
