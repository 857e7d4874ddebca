import { setTimeout } from 'node:timers/promises';
import OpenAI from 'openai';
import type {
  ChatCompletion,
  ChatCompletionCreateParamsNonStreaming,
} from 'openai/resources/chat/completions';
import pLimit from 'p-limit';

export interface BareLoopOptions {
  /** Base URL of the API, `/v1` included. */
  url: string;
  requests: readonly ChatCompletionCreateParamsNonStreaming[];
  /** Calls in flight at once. */
  width: number;
  /** At most ceil(r) starts in any ceil(r)/r seconds; absent: no limit. */
  rps?: number;
}

export interface BareLoopResult {
  /** From the first start to the last end. */
  spanMs: number;
  peakInFlight: number;
  startsMs: number[];
  succeeded: number;
  failed: number;
  inputTokens: number;
  outputTokens: number;
}

/**
 * What one would write without a durable engine: `p-limit` around the `openai` client, each call asked once.
 * A kill loses everything; it is the peer that benches measure against.
 */
export async function bareLoop({ url, requests, width, rps }: BareLoopOptions): Promise<BareLoopResult> {
  const client = new OpenAI({ baseURL: url, apiKey: 'none', maxRetries: 0 });
  const limit = pLimit(width);
  const mayStart = startGate(rps);
  const result = emptyResult();
  let inFlight = 0;
  const ask = async (request: ChatCompletionCreateParamsNonStreaming) => {
    result.startsMs.push(await mayStart());
    result.peakInFlight = Math.max(result.peakInFlight, ++inFlight);
    try {
      return await client.chat.completions.create(request);
    } finally {
      inFlight--;
    }
  };
  const settled = await Promise.allSettled(requests.map((request) => limit(ask, request)));
  result.spanMs = performance.now() - (result.startsMs[0] ?? performance.now());
  for (const outcome of settled) count(result, outcome);
  return result;
}

const emptyResult = (): BareLoopResult => ({
  spanMs: 0,
  peakInFlight: 0,
  startsMs: [],
  succeeded: 0,
  failed: 0,
  inputTokens: 0,
  outputTokens: 0,
});

function count(result: BareLoopResult, outcome: PromiseSettledResult<ChatCompletion>): void {
  if (outcome.status === 'rejected') {
    result.failed++;
    return;
  }
  result.succeeded++;
  result.inputTokens += outcome.value.usage?.prompt_tokens ?? 0;
  result.outputTokens += outcome.value.usage?.completion_tokens ?? 0;
}

/** Gives the time of the start. One after the other, each waits until the one `ceil(r)` before it is a window old. */
function startGate(rps: number | undefined): () => Promise<number> {
  if (rps === undefined) return () => Promise.resolve(performance.now());
  const perWindow = Math.ceil(rps);
  const windowMs = (perWindow / rps) * 1000;
  const startsMs: number[] = [];
  const waitMs = () => (startsMs.at(-perWindow) ?? -Infinity) + windowMs - performance.now();
  const start = async () => {
    while (waitMs() > 0) await setTimeout(Math.ceil(waitMs()));
    const now = performance.now();
    startsMs.push(now);
    return now;
  };
  let turn = Promise.resolve(0);
  return () => (turn = turn.then(start));
}
