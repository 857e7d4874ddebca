/** How many items of a run are settled, and how. No zod here: workflows load this file. */
export interface Counts {
  done: number;
  failed: number;
  /** Done without a call, because the reply was stored already. Part of `done`. */
  reused: number;
  /** Blank pages: done without a call. Part of `done`. */
  blank: number;
  /** The last few failures, newest last. */
  lastFailures: ItemFailure[];
}

/** A run's progress, as the `progress` query answers it. */
export interface Progress extends Counts {
  pipeline: string;
  assignment: string;
  total: number;
  state: RunState;
  /** Why it is paused, e.g. "the provider refuses the key (401)". */
  reason: string | null;
  startedAtMs: number;
  /** Workflow ids of chunks still running; their items are counted here when they end. */
  chunks: string[];
  /** US dollars of calls with a price, as of the last post to the ledger: for the Web UI. Absent before it. */
  spentUsd?: number;
  /** Calls whose cost is not known, as of that post. */
  unpriced?: number;
  /** What the run will have cost, as of that post; `null` while nothing tells. */
  projectedUsd?: number | null;
  /** The limits in force, in words, as of that post. */
  limits?: string;
}

export type RunState = 'running' | 'paused' | 'done' | 'cancelled' | 'failed';

export interface ItemFailure {
  /** e.g. `student-07 page 2` */
  item: string;
  reason: string;
}

/** What a settled item adds to the counts. */
export type Settled =
  { ok: true; value: { status: string; reused: boolean } } | { ok: false; reason: string };

const shownFailures = 5;

export const noCounts: Counts = { done: 0, failed: 0, reused: 0, blank: 0, lastFailures: [] };

export function countOutcome(counts: Counts, item: string, outcome: Settled): void {
  if (!outcome.ok) {
    counts.failed++;
    counts.lastFailures = [...counts.lastFailures, { item, reason: outcome.reason }].slice(-shownFailures);
    return;
  }
  counts.done++;
  if (outcome.value.reused) counts.reused++;
  if (outcome.value.status === 'blank') counts.blank++;
}

export function addCounts(counts: Counts, more: Counts): void {
  counts.done += more.done;
  counts.failed += more.failed;
  counts.reused += more.reused;
  counts.blank += more.blank;
  counts.lastFailures = [...counts.lastFailures, ...more.lastFailures].slice(-shownFailures);
}

/** The reason of a pause that `aita pause` asked for. */
export const pausedByHand = 'asked to by aita pause';
