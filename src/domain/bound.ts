/** A limit that a provider does not tell: the level that works, and where it last refused. */
export interface Bound {
  /** `null`: nothing was refused so far. */
  level: number | null;
  ceiling: number | null;
  /** ms since 1970. */
  changedAt: number;
  /** How long nothing may be refused before more than the ceiling is tried, in ms. */
  probeAfterMs: number;
  /** By what share the next try goes higher. */
  step: number;
}

const firstProbeMs = 10_000;
const longestProbeMs = 300_000;
const firstStep = 0.05;
const largestStep = 0.5;
export const noBound: Bound = {
  level: null,
  ceiling: null,
  changedAt: 0,
  probeAfterMs: firstProbeMs,
  step: firstStep,
};

/** After a refusal. A try that failed at the known ceiling makes the next one wait twice as long. */
export function lower(bound: Bound, { to, ceiling, at }: { to: number; ceiling: number; at: number }): Bound {
  const isKnown = bound.ceiling !== null && Math.abs(ceiling / bound.ceiling - 1) < 0.15;
  const probeAfterMs = isKnown ? Math.min(2 * bound.probeAfterMs, longestProbeMs) : firstProbeMs;
  return { level: to, ceiling, changedAt: at, probeAfterMs, step: firstStep };
}

export interface Raise {
  at: number;
  /** How long one level is kept on the way back to the ceiling, in ms. */
  roundMs: number;
  /** The smallest step: 1 for what is counted in whole calls. */
  least: number;
  /** The share of the ceiling that is known to work. */
  safeShare: number;
  /** What was asked for: a bound that reaches it is none. */
  top: number;
}

/** After a success: soon back to just under the ceiling, then above it rarely, and faster while that works. */
export function raise(bound: Bound, { at, roundMs, least, safeShare, top }: Raise): Bound {
  const { level, ceiling } = bound;
  if (level === null || ceiling === null) return bound;
  const calmMs = at - bound.changedAt;
  const safe = safeShare * ceiling;
  if (level < safe) {
    if (calmMs < roundMs) return bound;
    return reached(
      { ...bound, level: Math.min(safe, Math.max(level * (1 + firstStep), level + least)), changedAt: at },
      top,
    );
  }
  if (calmMs < bound.probeAfterMs) return bound;
  const next = { ...bound, level: Math.max(level * (1 + bound.step), level + least), changedAt: at };
  // The ceiling was passed and nothing was refused: it is higher now.
  const isPassed = level > ceiling;
  return reached(
    isPassed ? { ...next, probeAfterMs: firstProbeMs, step: Math.min(2 * bound.step, largestStep) } : next,
    top,
  );
}

const reached = (bound: Bound, top: number): Bound => ((bound.level ?? 0) >= top ? noBound : bound);
