import { clockTime } from './clockTime.ts';
import { counted } from './counted.ts';
import type { Asked, LearnedLimits } from './learnedLimits.ts';
import { tokensInWords } from './tokensInWords.ts';

/** What bounds the calls to a provider now. Times in ms since 1970. */
export interface LimitsInForce {
  asked: Asked;
  /** `null`: nothing was refused so far. */
  learned: LearnedLimits | null;
  /** Calls in flight. */
  maxWorkers: number;
  /** Call starts per second. */
  rateLimitRps: number;
  /** `null`: no limit. */
  tokensPerMinute: number | null;
  heldAt: number;
  heldUntil: number;
  heldReason: string | null;
  /** Since when every answer was a refusal to serve; `null` after a reply. */
  downSince: number | null;
}

/** e.g. `8 calls in flight (auto; the provider refused more), 2.9 starts a second of 15 (the provider refused more)`. */
export function limitsInWords(limits: LimitsInForce): string {
  return `${widthInForce(limits)}, ${rateInForce(limits)}${tokensInWords(limits.tokensPerMinute)}`;
}

function widthInForce({ asked, learned, maxWorkers }: LimitsInForce): string {
  const calls = `${counted(maxWorkers, 'call')} in flight`;
  if (maxWorkers >= asked.width) return asked.isAuto ? `up to ${calls} (auto)` : calls;
  // Without a wave of 429s only `auto` lowers the width: where more calls made each reply slower, and no more came.
  const why = learned?.episode ? refusedMore : 'more only made replies slower';
  return asked.isAuto ? `${calls} (auto; ${why})` : `${calls} of ${asked.width} (${why})`;
}

function rateInForce({ asked, rateLimitRps }: LimitsInForce): string {
  const starts = `${rounded(rateLimitRps)} ${rateLimitRps === 1 ? 'start' : 'starts'} a second`;
  return rateLimitRps < asked.rps ? `${starts} of ${rounded(asked.rps)} (${refusedMore})` : starts;
}

/** What is less than was asked for, for a line with little room: `width 8`, `2.9/s`; `null` when nothing is. */
export function loweredInWords({ asked, maxWorkers, rateLimitRps }: LimitsInForce): string | null {
  const lowered = [
    ...(maxWorkers < asked.width ? [`width ${maxWorkers}`] : []),
    ...(rateLimitRps < asked.rps ? [`${rounded(rateLimitRps)}/s`] : []),
  ];
  return lowered.length > 0 ? lowered.join(', ') : null;
}

/** Until when calls are held back, since when and why; `null` while they may start. */
export function holdInWords(limits: LimitsInForce, nowMs: number): string | null {
  const since = heldSince(limits, nowMs);
  if (since === null) return null;
  const { heldUntil, heldReason } = limits;
  const why = `since ${clockTime(since)}: ${heldReason ?? 'no answer'}`;
  return heldUntil > nowMs
    ? `waiting for the provider until ${clockTime(heldUntil)}, ${why}`
    : `asking the provider again, without an answer ${why}`;
}

/** Shorter than this, a hold is the breath that a rate limit asks for now and then. */
const briefMs = 3000;

/** Whether calls have been held back, or will be, for longer than a person should be left to wonder. */
export function isLongHold(limits: LimitsInForce, nowMs: number): boolean {
  const since = heldSince(limits, nowMs);
  return since !== null && Math.max(limits.heldUntil, nowMs) - since > briefMs;
}

// A reply to an earlier call ends an outage, and a provider's `Retry-After` is kept all the same.
const heldSince = ({ heldAt, heldUntil, downSince }: LimitsInForce, nowMs: number): number | null =>
  downSince ?? (heldUntil > nowMs ? heldAt : null);

const refusedMore = 'the provider refused more';

/** Two digits that matter: 0.2, 2.9, 15. */
const rounded = (value: number): string => String(Number(value.toPrecision(value < 10 ? 2 : 3)));
