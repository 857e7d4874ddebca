import type { RetryAfterForm } from './faultConfig.ts';

/** Never shorter than asked for: whole seconds are rounded up. */
export function retryAfterHeader(ms: number | undefined, form: RetryAfterForm): Record<string, string> {
  if (ms === undefined || form === 'none') return {};
  if (form === 'milliseconds') return { 'retry-after-ms': String(Math.ceil(ms)) };
  if (form === 'seconds') return { 'retry-after': String(Math.ceil(ms / 1000)) };
  const wholeSecond = Math.ceil((Date.now() + ms) / 1000) * 1000;
  return { 'retry-after': new Date(wholeSecond).toUTCString() };
}
