/** A run's progress, as the `progress` query answers it. No zod here: workflows load this file. */
export interface Progress {
  pipeline: string;
  assignment: string;
  total: number;
  done: number;
  failed: number;
  /** Done without a call, because the reply was stored already. Part of `done`. */
  reused: number;
  /** Blank pages: done without a call. Part of `done`. */
  blank: number;
  /** Items given to a worker and not finished. */
  inFlight: number;
  state: RunState;
  /** Why it is paused, e.g. "the provider refuses the key (401)". */
  reason: string | null;
  startedAtMs: number;
  /** The last few failures, newest last. */
  lastFailures: ItemFailure[];
}

export type RunState = 'running' | 'paused' | 'done' | 'cancelled';

export interface ItemFailure {
  /** e.g. `student-07 page 2` */
  item: string;
  reason: string;
}
