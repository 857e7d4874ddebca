import type { Limits } from './faultConfig.ts';
import { SlidingWindow } from './slidingWindow.ts';

export interface LimitRefusal {
  limit: 'requests' | 'tokens' | 'inFlight';
  retryAfterMs: number;
}

export interface Admission {
  /** Puts the tokens really used in place of the prompt's. */
  correct: (tokens: number) => void;
  /** Frees the place in flight. */
  end: () => void;
}

/** Lets a call in or refuses it, by request windows, a token window and calls in flight. */
export class RateLimits {
  readonly #requests: SlidingWindow[];
  readonly #tokens: SlidingWindow | null;
  readonly #limits: Limits;
  #inFlight = 0;

  constructor(limits: Limits) {
    const minuteMs = limits.minuteMs ?? 60_000;
    this.#limits = limits;
    this.#requests = [];
    if (limits.rps !== undefined) {
      const whole = Math.ceil(limits.rps);
      this.#requests.push(new SlidingWindow(whole, (whole / limits.rps) * 1000));
    }
    if (limits.rpm !== undefined) this.#requests.push(new SlidingWindow(limits.rpm, minuteMs));
    this.#tokens = limits.tpm === undefined ? null : new SlidingWindow(limits.tpm, minuteMs);
  }

  admit(tokens: number, now: number): Admission | LimitRefusal {
    const refusal = this.#refusal(tokens, now);
    if (refusal === null || this.#limits.countRefused === true) {
      for (const window of this.#requests) window.add(1, now);
    }
    return refusal ?? this.#admission(tokens, now);
  }

  /** `x-ratelimit-*` as OpenAI sends them; none when nothing is limited. */
  headers(now: number): Record<string, string> {
    const tightest = this.#requests.toSorted((a, b) => a.remaining(now) - b.remaining(now))[0];
    return { ...windowHeaders('requests', tightest, now), ...windowHeaders('tokens', this.#tokens, now) };
  }

  #refusal(tokens: number, now: number): LimitRefusal | null {
    if (this.#inFlight >= (this.#limits.inFlight ?? Infinity))
      return { limit: 'inFlight', retryAfterMs: 1000 };
    const full = this.#requests.filter((window) => !window.fits(1, now));
    if (full.length > 0) {
      return { limit: 'requests', retryAfterMs: Math.max(...full.map((window) => window.waitMs(1, now))) };
    }
    if (this.#tokens === null || this.#tokens.fits(tokens, now)) return null;
    return { limit: 'tokens', retryAfterMs: this.#tokens.waitMs(tokens, now) };
  }

  #admission(tokens: number, now: number): Admission {
    const window = this.#tokens;
    const entry = window?.add(tokens, now);
    this.#inFlight++;
    return {
      correct: (used) => {
        if (entry !== undefined) window?.correct(entry, used);
      },
      end: () => void this.#inFlight--,
    };
  }
}

function windowHeaders(
  name: string,
  window: SlidingWindow | null | undefined,
  now: number,
): Record<string, string> {
  if (window === null || window === undefined) return {};
  return {
    [`x-ratelimit-limit-${name}`]: String(window.limit),
    [`x-ratelimit-remaining-${name}`]: String(window.remaining(now)),
    [`x-ratelimit-reset-${name}`]: durationForm(window.resetMs(now)),
  };
}

/** `17ms`, `8.64s`, `6m0s`. */
function durationForm(ms: number): string {
  if (ms < 1000) return `${Math.ceil(ms)}ms`;
  const seconds = Math.ceil(ms / 10) / 100;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${Math.ceil(seconds % 60)}s`;
}
