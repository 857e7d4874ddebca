/** How fast replies come, in windows of some seconds, to see when more calls in flight only make each one slower. */
export interface ReplyPace {
  since: number;
  replies: number;
  latencySumMs: number;
  /** Mean latency when few calls were in flight; the lowest mean seen. */
  baseMs: number | null;
  /** Replies a second of the best window. */
  bestRps: number;
  /** The window that the last reply closed; `null` while one is filling. */
  closed: Window | null;
  /** The width was lowered because replies had become slow: whether that helped is still to be seen. */
  trial: { helpedBelowMs: number; windows: number } | null;
}

interface Window {
  rps: number;
  latencyMs: number;
  previousBestRps: number;
}

export const noReplies: ReplyPace = {
  since: 0,
  replies: 0,
  latencySumMs: 0,
  baseMs: null,
  bestRps: 0,
  closed: null,
  trial: null,
};

const shortestWindowMs = 2000;
const fewestReplies = 20;
const firstReplies = 10;

export function withReply(pace: ReplyPace, { at, latencyMs }: { at: number; latencyMs: number }): ReplyPace {
  // One in the future began before the clock was set back.
  const since = pace.since === 0 || pace.since > at ? at : pace.since;
  const replies = pace.replies + 1;
  const latencySumMs = pace.latencySumMs + latencyMs;
  const mean = latencySumMs / replies;
  const windowMs = at - since;
  const baseMs = pace.baseMs ?? (replies === firstReplies ? mean : null);
  // Two latencies long, so that most of its calls started after the window before it.
  if (replies < fewestReplies || windowMs < Math.max(shortestWindowMs, 2 * mean)) {
    return { ...pace, since, replies, latencySumMs, baseMs, closed: null };
  }
  const rps = (replies / windowMs) * 1000;
  const closed = { rps, latencyMs: mean, previousBestRps: pace.bestRps };
  const next = { since: at, replies: 0, latencySumMs: 0, bestRps: Math.max(pace.bestRps, rps), closed };
  return { ...next, ...judged(pace.trial, mean, Math.min(baseMs ?? mean, mean)) };
}

/** With fewer calls in flight replies must come sooner by the second window; else slow is what they are. */
function judged(
  trial: ReplyPace['trial'],
  mean: number,
  baseMs: number,
): Pick<ReplyPace, 'baseMs' | 'trial'> {
  if (trial === null) return { baseMs, trial };
  if (trial.windows === 0) return { baseMs, trial: { ...trial, windows: 1 } };
  return { baseMs: mean > trial.helpedBelowMs ? mean : baseMs, trial: null };
}

/** Whether the trial that was running has just ended without a gain: the width was not the cause. */
export const failedTrial = (before: ReplyPace, after: ReplyPace): boolean =>
  before.trial !== null && after.trial === null && after.baseMs === after.closed?.latencyMs;

/** The width that is enough when the last window shows that more only waits longer; `null` when it does not. */
export function overfull(pace: ReplyPace, now: { inFlight: number; rps: number }): number | null {
  const { closed, baseMs, bestRps } = pace;
  if (closed === null || baseMs === null || pace.trial !== null) return null;
  const isSlower = closed.latencyMs > 1.5 * baseMs;
  const isNoFaster = closed.rps <= 1.05 * closed.previousBestRps;
  const isRateBound = closed.rps >= 0.9 * now.rps;
  const enough = Math.max(Math.ceil(1.25 * bestRps * (baseMs / 1000)), 1);
  return isSlower && isNoFaster && !isRateBound && now.inFlight > enough ? enough : null;
}
