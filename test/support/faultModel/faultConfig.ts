import { z } from 'zod';
import type { ChatRequest } from './chatRequest.ts';
import { defaultReply } from './defaultReply.ts';
import { faultNames } from './faultNames.ts';

const isFunction = (value: unknown): boolean => typeof value === 'function';
const milliseconds = z.number().nonnegative();
const count = z.number().int().positive();

/** How `Retry-After` is written; `none` sends no such header. */
export const RetryAfterForm = z.enum(['seconds', 'date', 'milliseconds', 'none']);
export type RetryAfterForm = z.infer<typeof RetryAfterForm>;

/** When to play which fault. All conditions that are given must hold; the first rule that fits is played. */
export const FaultRule = z.strictObject({
  fault: z.enum(faultNames),
  /** Numbers of calls in order of arrival, from 1. */
  nth: z.union([count, z.array(count)]).optional(),
  /** First and last call number, both included. */
  from: count.optional(),
  to: count.optional(),
  schema: z.string().optional(),
  key: z.string().optional(),
  /** A regular expression that the key must match. */
  keyMatches: z.string().optional(),
  /** Drawn from the seed, the request's hash and its attempt: the same whatever the order of arrival. */
  probability: z.number().min(0).max(1).optional(),
  times: count.optional(),
  timesPerKey: count.optional(),
  /** In place of the model's latency; error statuses come at once without it. */
  latencyMs: milliseconds.optional(),
  /** Sent as `Retry-After` with an error status. */
  retryAfterMs: milliseconds.optional(),
  retryAfterAs: RetryAfterForm.optional(),
  /** How long connections are refused (default 1000), or a stream stalls (default: for good). */
  forMs: milliseconds.optional(),
  /** Size of `hugeReply` (default 3 MB). */
  bytes: count.optional(),
});
export type FaultRule = z.infer<typeof FaultRule>;

/** Refused above: 429. */
export const Limits = z.strictObject({
  /** At most ceil(r) calls in any ceil(r)/r seconds. */
  rps: z.number().positive().optional(),
  rpm: count.optional(),
  tpm: count.optional(),
  inFlight: count.optional(),
  /** Length of the minute that `rpm` and `tpm` mean (default 60,000); tests use a shorter one. */
  minuteMs: milliseconds.optional(),
  /** Refused calls take a place in the request windows too, as some providers do it. */
  countRefused: z.boolean().optional(),
});
export type Limits = z.infer<typeof Limits>;

export type LatencyFunction = (random: () => number, request: ChatRequest) => number;

/** Milliseconds from arrival to the end of the reply: fixed, ± a share, log-normal, drawn from a list, or any function. */
export const Latency = z.union([
  milliseconds,
  z.strictObject({ ms: milliseconds, jitter: z.number().min(0).max(1) }),
  z.strictObject({ medianMs: z.number().positive(), sigma: z.number().nonnegative() }),
  z.strictObject({ samplesMs: z.array(milliseconds).min(1) }),
  z.custom<LatencyFunction>(isFunction),
]);
export type Latency = z.infer<typeof Latency>;

/** What the model says; an object is sent as JSON. Functions need the model in this process. */
export type Reply = (request: ChatRequest) => unknown;

export const FaultConfig = z.strictObject({
  seed: z.number().int(),
  latency: Latency,
  limits: Limits,
  /** Form of `Retry-After` when a limit refuses, and of rules that do not say. */
  retryAfterAs: RetryAfterForm,
  faults: z.array(FaultRule),
  /** A regular expression over the prompt's text; its first group (or the match) is the call's key. */
  keyPattern: z.string().nullable(),
  /** Calls with another bearer key get 401. `null`: any. */
  apiKey: z.string().nullable(),
  /** Calls for another model get 404. `null`: any. */
  models: z.array(z.string()).nullable(),
  /** Calls get 400 for a parameter that OpenAI's models which reason do not take. */
  reasons: z.boolean(),
  tokensPerImage: z.number().int().nonnegative(),
  /** Reported as `prompt_tokens_details.cached_tokens`. */
  cachedTokens: z.number().int().nonnegative(),
  /** Output that is billed, and counted in `total_tokens` alone. */
  thoughtTokens: z.number().int().nonnegative(),
  /** When given, replies carry `usage.cost` in US dollars. */
  prices: z.strictObject({ inUsdPerMillion: z.number(), outUsdPerMillion: z.number() }).nullable(),
  reply: z.custom<Reply>(isFunction),
});
export type FaultConfig = z.infer<typeof FaultConfig>;

export const defaultConfig: FaultConfig = {
  seed: 1,
  latency: 0,
  limits: {},
  retryAfterAs: 'seconds',
  faults: [],
  keyPattern: null,
  apiKey: null,
  models: null,
  reasons: false,
  tokensPerImage: 1000,
  cachedTokens: 0,
  thoughtTokens: 0,
  prices: null,
  reply: defaultReply,
};

/** @throws ZodError when a field is unknown or makes no sense. */
export const changeConfig = (current: FaultConfig, patch: object): FaultConfig =>
  FaultConfig.parse({ ...current, ...patch });
