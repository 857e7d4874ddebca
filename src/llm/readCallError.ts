import { CallError, type CallErrorKind } from './callError.ts';
import { hideKey } from './hideKey.ts';
import { readLimitHeaders } from './limitHeaders.ts';

/**
 * The parts of the SDK's errors that are read; by the name of their class (their `name` is "Error") and their shape,
 * because `instanceof` breaks across copies of a package.
 */
interface SdkError {
  status?: number;
  code?: string | null;
  message: string;
  headers?: Headers;
  error?: unknown;
  cause?: unknown;
}

/** Turns whatever the client threw into what it means for us. `isCut`: our own signal ended the call. */
export function readCallError(thrown: unknown, isCut: boolean, apiKey: string | null): CallError {
  if (thrown instanceof CallError) return thrown;
  if (isCut) return new CallError('cut', 'The call was ended before its reply came.', { maybeBilled: true });
  if (!(thrown instanceof Error)) throw thrown;
  const error = thrown as SdkError;
  if (error.status !== undefined) return statusError(error, error.status, apiKey);
  return connectionError(error, apiKey);
}

function statusError(error: SdkError, status: number, apiKey: string | null): CallError {
  const kind = isQuotaExhausted(error) ? 'paused' : kindOf(status, error.message);
  const message = `${status} ${explain(error, apiKey)}`.trim();
  const { saysRequests, resetMs, toldRps } = readLimitHeaders(error.headers);
  const untilReset = status === 429 && resetMs !== null ? Math.min(resetMs, longestWaitMs) : null;
  const wait = retryAfterMs(error.headers) ?? untilReset;
  return new CallError(kind, message, { status, retryAfterMs: wait, saysRequests, toldRps });
}

/** An error object that came with status 200 is read like the status it names. */
export function bodyError(body: { code?: unknown; message?: unknown }, apiKey: string | null): CallError {
  const status = Number(body.code);
  const text =
    typeof body.message === 'string' ? startOf(body.message, 300, apiKey) : 'error without a message';
  if (!Number.isInteger(status) || status < 400)
    return new CallError('item', `Error in the reply: ${text}`, { maybeBilled: true });
  return new CallError(kindOf(status, text), `${status} ${text}`, { status });
}

function kindOf(status: number, message: string): CallErrorKind {
  // 404 is about the model or the address, which all calls share.
  if (status === 401 || status === 402 || status === 404) return 'paused';
  // OpenRouter names an unknown model with a 400.
  if (status === 400 && /is not a valid model/i.test(message)) return 'paused';
  if (status === 429 || status === 503 || status === 529) return 'provider';
  if (status === 408 || status === 409) return 'item';
  return status >= 500 ? 'serverError' : 'rejected';
}

function isQuotaExhausted(error: SdkError): boolean {
  return (
    error.status === 429 &&
    (error.code === 'insufficient_quota' || error.code === 'billing_hard_limit_reached')
  );
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function connectionError(error: SdkError, apiKey: string | null): CallError {
  const { name } = error.constructor;
  if (name === 'APIConnectionTimeoutError')
    return new CallError('item', 'No reply within the time limit.', { maybeBilled: true });
  const code = causeCode(error);
  if (code !== null && unreachable.has(code))
    return new CallError('provider', `No connection to the provider (${code}).`);
  if (name === 'APIConnectionError') {
    const why = code ?? startOf(error.message, 200, apiKey);
    return new CallError('item', `The connection broke (${why}).`, { maybeBilled: true });
  }
  const why = startOf(error.message, 200, apiKey);
  return new CallError('item', `The reply could not be read: ${why}`, { maybeBilled: true });
}

function causeCode(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return null;
}

// The provider's own words help (which parameter, which model), but they may echo the request: only the start is kept.
function explain(error: SdkError, apiKey: string | null): string {
  const body = error.error as { message?: unknown } | undefined;
  return typeof body?.message === 'string' ? startOf(body.message, 300, apiKey) : '';
}

/** Without the key, also the half of one that the end would cut. */
const startOf = (text: string, length: number, apiKey: string | null): string =>
  hideKey(text, apiKey).slice(0, length);

/** A header that asks for more is a mistake, or a call that nobody waits for: a day later the call finds out. */
const longestWaitMs = 24 * 60 * 60_000;

/** Milliseconds from `retry-after-ms`, or `retry-after` in seconds or as an HTTP date, at most a day; `null` without either. */
export function retryAfterMs(headers: Headers | undefined): number | null {
  const asked = askedWaitMs(headers?.get('retry-after-ms'), headers?.get('retry-after'));
  return Number.isNaN(asked) ? null : Math.min(Math.max(asked, 0), longestWaitMs);
}

function askedWaitMs(exact: string | null | undefined, text: string | null | undefined): number {
  if (exact && !Number.isNaN(Number(exact))) return Number(exact);
  if (!text) return NaN;
  const seconds = Number(text);
  return Number.isNaN(seconds) ? Date.parse(text) - Date.now() : seconds * 1000;
}
