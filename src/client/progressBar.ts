import { createLogUpdate } from 'log-update';
import stringWidth from 'string-width';
import { holdInWords, isLongHold, loweredInWords, type LimitsInForce } from '../domain/limitsInWords.ts';
import type { Progress } from '../domain/progress.ts';
import type { KnownSpend } from '../store/spend.ts';
import type { Io } from './io.ts';
import { PaceRecorder, type RunLimits, type Speed } from './paceRecorder.ts';
import { progressLine, type LineState } from './progressLine.ts';

/** Shows one run on stderr until `stop`. */
export interface ProgressBar {
  /** `spend`: `null` where nothing costs. `inForce`: the provider's limits, where they are known. */
  update(progress: Progress, spend?: KnownSpend | null, inForce?: LimitsInForce | null): void;
  /** Writes a line that stays, above the bar. */
  note(line: string): void;
  /** Leaves the last line standing. */
  stop(): void;
}

export interface ProgressSettings {
  io: Io;
  /** `false`: only the notes. */
  shows: boolean;
  limits: RunLimits;
}

/** A bar on a terminal, plain lines every ten seconds elsewhere. */
export function startProgress({ io, shows, limits }: ProgressSettings): ProgressBar {
  if (!shows) return { update: () => {}, note: (line) => io.err(line), stop: () => {} };
  const watch = createWatch(limits);
  return io.isLive ? liveBar(io, watch) : plainLines(io, watch);
}

interface Watch {
  see(progress: Progress, spend: KnownSpend | null, inForce: LimitsInForce | null): void;
  /** `null` before anything was seen. */
  now(): LineState | null;
}

interface Seen {
  progress: Progress;
  spend: KnownSpend | null;
  inForce: LimitsInForce | null;
  speed: Speed;
  atMs: number;
}

function createWatch(limits: RunLimits): Watch {
  const pace = new PaceRecorder(limits);
  let last: Seen | null = null;
  return {
    see(progress, spend, inForce) {
      const atMs = Date.now();
      if (inForce) pace.bound(inForce.maxWorkers, inForce.rateLimitRps);
      last = { progress, spend, inForce, speed: pace.observe(progress, atMs), atMs };
    },
    now() {
      if (last === null) return null;
      const { progress, spend, inForce, speed, atMs } = last;
      const nowMs = Date.now();
      const remainingMs = speed.remainingMs === null ? null : Math.max(0, speed.remainingMs - (nowMs - atMs));
      const elapsedMs = nowMs - progress.startedAtMs;
      const { spentUsd = null, unpriced = 0 } = spend ?? {};
      const shown = {
        ...speed,
        remainingMs,
        progress,
        spentUsd,
        unpriced,
        elapsedMs,
        free: limits.free ?? 0,
      };
      return inForce ? { ...shown, ...inForceParts(inForce, nowMs) } : shown;
    },
  };
}

const inForceParts = (limits: LimitsInForce, nowMs: number): Pick<LineState, 'lowered' | 'hold'> => ({
  lowered: loweredInWords(limits),
  hold: isLongHold(limits, nowMs) ? holdInWords(limits, nowMs) : null,
});

const plainEveryMs = 10_000;

function plainLines(io: Io, watch: Watch): ProgressBar {
  let shown = '';
  let shownAtMs = -Infinity;
  const show = (): void => {
    const state = watch.now();
    const line = state && progressLine(state, { width: Infinity, unicode: io.unicode, colour: false });
    if (line === null || line === shown) return;
    io.err(line);
    [shown, shownAtMs] = [line, Date.now()];
  };
  return {
    update(progress, spend = null, inForce = null) {
      watch.see(progress, spend, inForce);
      if (Date.now() - shownAtMs >= plainEveryMs) show();
    },
    note: (line) => io.err(line),
    stop: show,
  };
}

/** The clock runs on between two answers of the engine. */
const redrawEveryMs = 250;

function liveBar(io: Io, watch: Watch): ProgressBar {
  const draw = createLogUpdate(io.stderr);
  const colour = io.paintErr('red', '') !== '';
  let shownWidth = 0;

  const redraw = (): void => {
    const state = watch.now();
    if (state === null) return;
    // The last column stays free: a terminal may wrap a line that ends there.
    const line = progressLine(state, { width: columns(io) - 1, unicode: io.unicode, colour });
    shownWidth = stringWidth(line);
    draw(line);
  };
  const resized = (): void => {
    eraseWrapped(io, shownWidth);
    draw.clear();
    redraw();
  };
  const timer = setInterval(redraw, redrawEveryMs).unref();
  io.stderr.on('resize', resized);

  return {
    update(progress, spend = null, inForce = null) {
      watch.see(progress, spend, inForce);
      redraw();
    },
    note(line) {
      draw.persist(io.typed(line));
      redraw();
    },
    stop() {
      clearInterval(timer);
      io.stderr.off('resize', resized);
      redraw();
      draw.done();
    },
  };
}

const columns = (io: Io): number => io.stderr.columns || 80;

/** A terminal made narrower breaks the line it shows into several rows: the rows that log-update knows nothing of. */
function eraseWrapped(io: Io, shownWidth: number): void {
  const rows = Math.ceil(shownWidth / columns(io));
  for (let row = 1; row < rows; row++) io.stderr.write('\u001B[2K\u001B[1A');
}
