/** What a refusal's `x-ratelimit-*` headers say. */
export interface LimitHeaders {
  /** Requests or tokens for now are used up. */
  saysRequests: boolean;
  /** When what is used up comes back, in ms from now; `null` when nothing is said. */
  resetMs: number | null;
  /** Requests a second, when those are used up and it says of how many, and until when; `null` when it does not. */
  toldRps: number | null;
}

export function readLimitHeaders(headers: Headers | undefined): LimitHeaders {
  const spent = ['requests', 'tokens'].filter(
    (name) => headers?.get(`x-ratelimit-remaining-${name}`) === '0',
  );
  const resets = spent
    .map((name) => durationMs(headers?.get(`x-ratelimit-reset-${name}`) ?? ''))
    .filter((ms) => ms !== null);
  const resetMs = resets.length === 0 ? null : Math.max(...resets);
  return { saysRequests: spent.length > 0, resetMs, toldRps: toldRps(headers) };
}

function untilNumber(value: number): number {
  if (value < longestSeconds) return value * 1000;
  return Math.max((value < 1000 * longestSeconds ? value * 1000 : value) - Date.now(), 0);
}

/** Thirty years: more is a time of day. */
const longestSeconds = 1e9;

/** What takes longer to come back is a quota of hours or days. */
const longestWindowSeconds = 120;

/** The limit over the time until all of it is back: a little more than the rate where a part of that time has passed. */
function toldRps(headers: Headers | undefined): number | null {
  const of = (name: string) => headers?.get(`x-ratelimit-${name}-requests`) ?? '';
  const limit = Number(of('limit'));
  const seconds = (durationMs(of('reset')) ?? 0) / 1000;
  const isRate = seconds > 0 && seconds <= longestWindowSeconds;
  return of('remaining') === '0' && limit > 0 && isRate ? limit / seconds : null;
}

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `17ms`, `8.64s`, `6m0s`, or plain seconds, or until a time in s or ms since 1970; `null` when it is none of them. */
export function durationMs(text: string): number | null {
  if (/^\d+(\.\d+)?$/.test(text)) return untilNumber(Number(text));
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text) return null;
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ''] ?? 0), 0);
}
