import { roundUsd } from '../domain/cost.ts';
import { widthOf } from '../domain/maxWorkers.ts';
import { isOffline } from '../domain/endpoint.ts';
import type { Config } from '../config.ts';
import { priceOf, type OwnPrices } from '../llm/pricing.ts';
import { findAnswer, type FoundAnswer } from '../llm/findAnswer.ts';
import type { Reading } from '../llm/readReply.ts';
import type { ModelRequest } from '../llm/request.ts';
import { readReply } from '../store/replies.ts';
import type { LeftOut } from './leftOut.ts';
import type { Store } from '../store/store.ts';
import { tokenWindowMs } from '../store/tokenRate.ts';

/** What a run would do and cost, before it does. An estimate, except for the counts. */
export interface Estimate {
  items: number;
  /** Answered by the store: no call. */
  stored: number;
  blank: number;
  /** Fail without a call, with the reason. */
  unreadable: { item: string; reason: string }[];
  /** Of a transcription. */
  leftOut?: LeftOut;
  calls: number;
  inputTokens: number;
  outputTokens: number;
  /** US dollars; `null` when the price of a call's model is not known. */
  costUsd: number | null;
  /** At the given limits and the latency of earlier calls, or 10 s when there were none. */
  seconds: number;
}

/** One call that a run may make. */
export interface PlannedCall {
  request: ModelRequest;
  /** Tokens of its images. */
  imageTokens: number;
}

/** Characters of English and code that make a token, as a rule of thumb. */
const charactersPerToken = 3.6;
/** Until calls were measured: a page of handwriting comes back as some 600 tokens in some 10 s. */
const assumed = { outputTokens: 600, latencyMs: 10_000 };

type Read<T> = (text: string) => Reading<T>;

/** What a run will find in the store in place of a call: a reply that cannot be used is bought again. */
export function storedAnswer<T>(store: Store, request: ModelRequest, read: Read<T>): FoundAnswer<T> | null {
  return findAnswer(request, read, (hash) => readReply(store.durable, hash)?.reply ?? null);
}

export const isStored = (store: Store, request: ModelRequest, read: Read<unknown>): boolean =>
  storedAnswer(store, request, read) !== null;

export function inputTokensOf({ request, imageTokens }: PlannedCall): number {
  const texts = request.messages.flatMap(({ content }) =>
    content.map((part) => (part.type === 'text' ? part.text : '')),
  );
  const characters = texts.join('').length + JSON.stringify(request.schema).length;
  return Math.ceil(characters / charactersPerToken) + imageTokens;
}

export interface Counted extends Pick<Estimate, 'items' | 'stored' | 'blank' | 'unreadable'> {
  calls: PlannedCall[];
  step: string;
  model: string;
}

export function estimateOf({ store, config }: { store: Store; config: Config }, counted: Counted): Estimate {
  const { calls, step, model, items, stored, blank, unreadable } = counted;
  const measured = averageCall(store, step, model);
  const inputTokens = calls.reduce((sum, call) => sum + inputTokensOf(call), 0);
  const outputTokens = Math.ceil(calls.length * measured.outputTokens);
  const prices = { inputUsd: config.priceIn, outputUsd: config.priceOut };
  const isFree = config.endpoint !== null && isOffline(config.endpoint);
  const lanesMs = Math.ceil(calls.length / widthOf(config.maxWorkers)) * measured.latencyMs;
  const rateMs = (calls.length / config.rateLimitRps) * 1000;
  // The first minute's tokens are there at once.
  const minutes = Math.floor((inputTokens + outputTokens) / (config.rateLimitTpm ?? Infinity));
  return {
    items,
    stored,
    blank,
    unreadable,
    calls: calls.length,
    inputTokens,
    outputTokens,
    costUsd: isFree ? 0 : costOf(calls, measured.outputTokens, prices),
    seconds: Math.ceil(Math.max(lanesMs, rateMs, minutes * tokenWindowMs) / 1000),
  };
}

/** Priced one by one: what a token costs can depend on the length of its call. */
function costOf(calls: PlannedCall[], outputTokens: number, prices: OwnPrices): number | null {
  let usd = 0;
  for (const call of calls) {
    const tokens = { inputTokens: inputTokensOf(call), outputTokens, cachedTokens: 0 };
    const price = priceOf(call.request.model, tokens, prices);
    if (price === null) return null;
    usd += price;
  }
  return roundUsd(usd);
}

function averageCall(store: Store, step: string, model: string): typeof assumed {
  const row = store.quick.get(
    `select avg(output_tokens) as tokens, avg(at - started_at) as ms from
     (select output_tokens, at, started_at from journal where kind = 'used' and step = ? and model = ? order by seq desc limit 200)`,
    step,
    model,
  );
  return {
    outputTokens: (row?.['tokens'] as number | null) ?? assumed.outputTokens,
    latencyMs: (row?.['ms'] as number | null) ?? assumed.latencyMs,
  };
}
