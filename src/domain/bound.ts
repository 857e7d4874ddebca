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

const firstProbeMs = 3000;
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

export interface Lower {
  to: number;
  /** Where the limit seems to be. */
  ceiling: number;
  at: number;
  /** The provider said so itself. */
  isTold?: boolean;
}

/** After a refusal. A try above the known ceiling that failed makes the next one wait four times as long. */
export function lower(bound: Bound, { to, ceiling, at, isTold = false }: Lower): Bound {
  const isKnown = bound.ceiling !== null && Math.abs(ceiling / bound.ceiling - 1) < 0.15;
  const known = isProbe(bound) ? Math.min(4 * bound.probeAfterMs, longestProbeMs) : bound.probeAfterMs;
  const untold = isKnown ? known : firstProbeMs;
  const probeAfterMs = isTold ? longestProbeMs : untold;
  return { level: to, ceiling, changedAt: at, probeAfterMs, step: firstStep };
}

/** Whether more than is known to work is being tried. */
export const isProbe = ({ level, ceiling }: Bound): boolean =>
  level !== null && ceiling !== null && level > ceiling;

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
  // It was changed before the clock was set back.
  if (at < bound.changedAt) return { ...bound, changedAt: at };
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
  if (!isProbe(bound)) return reached(next, top);
  // The ceiling was passed and nothing was refused: it is higher now.
  const step = Math.min(2 * bound.step, largestStep);
  return reached({ ...next, ceiling: level, probeAfterMs: firstProbeMs, step }, top);
}

const reached = (bound: Bound, top: number): Bound => ((bound.level ?? 0) >= top ? noBound : bound);
