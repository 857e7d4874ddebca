import type { Progress } from '../../src/domain/progress.ts';

export interface SimulatedRun {
  calls: number;
  width: number;
  rps: number;
  /** Mean time of a call. */
  latencyMs: number;
  /** 0.3: calls take from 70 to 130 % of the mean. */
  jitter: number;
  /** Items answered from the store, all within the first half second. */
  reused: number;
  seed: number;
}

/** When each call of a run comes back, in ms from its start, by lanes and a sliding window; ascending. */
export function simulateEnds({ calls, width, rps, latencyMs, jitter, seed }: SimulatedRun): number[] {
  const random = randomFrom(seed);
  const laneFreeMs = new Array<number>(width).fill(0);
  const startsMs: number[] = [];
  const endsMs: number[] = [];
  const burst = Math.ceil(rps);
  for (let call = 0; call < calls; call++) {
    const lane = laneFreeMs.indexOf(Math.min(...laneFreeMs));
    const rateAllows = (startsMs[call - burst] ?? -Infinity) + (burst / rps) * 1000;
    const start = Math.max(laneFreeMs[lane] ?? 0, rateAllows);
    const end = start + latencyMs * (1 + jitter * (2 * random() - 1));
    laneFreeMs[lane] = end;
    startsMs.push(start);
    endsMs.push(end);
  }
  return endsMs.sort((a, b) => a - b);
}

/** What the run's query answers at a moment. */
export function progressAt(run: SimulatedRun, endsMs: readonly number[], nowMs: number): Progress {
  const reused = Math.min(run.reused, Math.floor((run.reused * nowMs) / 500));
  const done = endsMs.filter((end) => end <= nowMs).length + reused;
  const total = run.calls + run.reused;
  return { ...emptyProgress, total, done, reused, state: done === total ? 'done' : 'running' };
}

export const emptyProgress: Progress = {
  pipeline: 'transcribe',
  assignment: 'Final',
  total: 0,
  done: 0,
  failed: 0,
  reused: 0,
  blank: 0,
  state: 'running',
  reason: null,
  startedAtMs: 0,
  lastFailures: [],
  chunks: [],
};

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
