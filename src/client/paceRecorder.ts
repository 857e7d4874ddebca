import type { Progress } from '../domain/progress.ts';
import { estimateRemainingMs } from './estimateRemaining.ts';

/** What bounds a run's speed, and what it need not ask again. */
export interface RunLimits {
  /** Model calls in flight at once. */
  width: number;
  /** Model calls started per second. */
  rps: number;
  /** Items whose reply was stored before the run began, or that are blank; 0 when that is not known. */
  free?: number;
}

export interface Speed {
  /** Calls that came back per second, over the last ten seconds; `null` until one did. */
  callsPerSecond: number | null;
  /** `null` while it cannot be known: at the beginning, and while the run is paused. */
  remainingMs: number | null;
}

/** After a gap this long (a lid was closed) the calls of before say nothing about those to come. */
const lostSightMs = 30_000;

/** Watches a run's progress and knows its speed. Items without a call never count as fast calls. */
export class PaceRecorder {
  #limits: RunLimits;
  /** Since when calls can have been in flight; `null` while none can. */
  #sinceMs: number | null = null;
  #seen: { progress: Progress; atMs: number } | null = null;
  #completedAtMs: number[] = [];

  constructor(limits: RunLimits) {
    this.#limits = limits;
  }

  /** The limits in force from now on. */
  bound(width: number, rps: number): void {
    this.#limits = { ...this.#limits, width, rps };
  }

  /** `nowMs` must not go back. */
  observe(progress: Progress, nowMs: number): Speed {
    const seen = this.#seen ?? { progress, atMs: nowMs };
    const isWatched = this.#sinceMs !== null && nowMs - seen.atMs < lostSightMs;
    if (progress.state !== 'running' || progress.total === 0) this.#startFrom(null);
    else if (!isWatched || this.#wasBusyWithStored(seen.progress, progress)) this.#startFrom(nowMs);
    else this.#record(callsBack(progress) - callsBack(seen.progress), seen.atMs, nowMs);
    this.#seen = { progress, atMs: nowMs };
    return { callsPerSecond: this.#callsPerSecond(nowMs), remainingMs: this.#remainingMs(progress, nowMs) };
  }

  /** Until the first call is back, stored items may have kept the lanes busy. */
  #wasBusyWithStored(before: Progress, now: Progress): boolean {
    return this.#completedAtMs.length === 0 && withoutCall(now) > withoutCall(before);
  }

  #startFrom(sinceMs: number | null): void {
    this.#sinceMs = sinceMs;
    this.#completedAtMs = [];
  }

  /** Calls that came back between two looks are spread evenly between them. */
  #record(calls: number, fromMs: number, toMs: number): void {
    for (let call = 1; call <= calls; call++)
      this.#completedAtMs.push(fromMs + ((toMs - fromMs) * call) / calls);
  }

  #callsPerSecond(nowMs: number): number | null {
    if (this.#sinceMs === null || this.#completedAtMs.length === 0) return null;
    const fromMs = Math.max(this.#sinceMs, nowMs - 10_000);
    const recent = this.#completedAtMs.filter((time) => time > fromMs).length;
    return nowMs > fromMs ? (recent * 1000) / (nowMs - fromMs) : null;
  }

  #remainingMs(progress: Progress, nowMs: number): number | null {
    if (this.#sinceMs === null) return null;
    const { width, rps, free = 0 } = this.#limits;
    const freeLeft = Math.max(0, free - withoutCall(progress));
    const itemsLeft = progress.total - progress.done - progress.failed;
    return estimateRemainingMs({
      callsLeft: Math.max(0, itemsLeft - freeLeft),
      width,
      rps,
      sinceMs: this.#sinceMs,
      nowMs,
      completedAtMs: this.#completedAtMs,
    });
  }
}

const withoutCall = ({ reused, blank }: Progress): number => reused + blank;

const callsBack = (progress: Progress): number => progress.done + progress.failed - withoutCall(progress);
