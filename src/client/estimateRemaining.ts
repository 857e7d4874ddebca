/** What is known of the calls of a run while it is watched. Times in ms since the epoch. */
export interface Pace {
  /** Calls that have not come back yet, those in flight included. Stored and blank items need none. */
  callsLeft: number;
  /** Calls in flight at once, 1 or more. */
  width: number;
  /** Calls started per second, above 0. */
  rps: number;
  /** Since when it is watched; no call watched started before. */
  sinceMs: number;
  nowMs: number;
  /** When each call watched came back, ascending. */
  completedAtMs: readonly number[];
}

/**
 * Time until the last call is back, in ms; `null` until a first call came back.
 *
 * Replays the run instead of dividing a count by a time: a call starts when a lane is free and the rate allows it.
 * So the first wave, a rate limit that binds and the last, half-empty wave are all seen for what they are.
 */
export function estimateRemainingMs(pace: Pace): number | null {
  const { callsLeft, nowMs, completedAtMs } = pace;
  if (callsLeft <= 0) return 0;
  if (completedAtMs.length === 0) return null;
  const latencyMs = meanLatencyMs(pace);
  const end = (start: number): number => Math.max(nowMs, start + latencyMs);
  const { lastEndMs } = replay(pace, completedAtMs.length + callsLeft, end);
  return lastEndMs - nowMs;
}

/**
 * Of the latest calls only, so that a provider that has become slower is noticed; and without the first wave once
 * there is another, because those calls may have been in flight before anyone watched.
 */
function meanLatencyMs(pace: Pace): number {
  const { completedAtMs, width } = pace;
  const calls = completedAtMs.length;
  const { startsMs } = replay(pace, calls, () => Infinity);
  const firstWave = Math.min(width, Math.max(0, calls - width));
  const from = Math.max(firstWave, calls - Math.max(100, 10 * width));
  const durations = completedAtMs.slice(from).map((end, index) => end - (startsMs[from + index] ?? end));
  const mean = durations.reduce((sum, duration) => sum + duration, 0) / durations.length;
  // Calls that were in flight before anyone watched seem to end before they start.
  return Math.max(0, mean);
}

/** Starts `calls` calls as the lanes and the rate limit let them; `endOf` ends those that are not back. */
function replay(pace: Pace, calls: number, endOf: (startMs: number) => number): Replay {
  const { width, rps, sinceMs, completedAtMs } = pace;
  // The limiter's promise: at most ceil(r) starts in any ceil(r)/r seconds.
  const burst = Math.ceil(rps);
  const windowMs = (burst / rps) * 1000;
  const startsMs: number[] = [];
  const endsMs: number[] = [];
  let lastEndMs = sinceMs;
  for (let call = 0; call < calls; call++) {
    const laneFree = endsMs[call - width] ?? sinceMs;
    const rateAllows = (startsMs[call - burst] ?? -Infinity) + windowMs;
    const start = Math.max(laneFree, rateAllows);
    const end = completedAtMs[call] ?? endOf(start);
    startsMs.push(start);
    endsMs.push(end);
    lastEndMs = Math.max(lastEndMs, end);
  }
  return { startsMs, lastEndMs };
}

interface Replay {
  startsMs: number[];
  lastEndMs: number;
}
