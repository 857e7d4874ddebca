import type { ChatRequest } from './chatRequest.ts';
import type { FaultConfig } from './faultConfig.ts';

/** What a reply says, before it takes its form on the wire. */
export interface Completion {
  content: string | null;
  refusal: string | null;
  finishReason: string;
  /** An error that came after the model had begun, inside the choice. */
  choiceError: object | null;
  hasChoice: boolean;
  hasUsage: boolean;
}

export interface CallUsage {
  inputTokens: number;
  outputTokens: number;
  /** US dollars; `null` when the model has no prices. */
  costUsd: number | null;
}

export async function makeCompletion(request: ChatRequest, config: FaultConfig): Promise<Completion> {
  const reply = await config.reply(request);
  return {
    content: typeof reply === 'string' ? reply : JSON.stringify(reply),
    refusal: null,
    finishReason: 'stop',
    choiceError: null,
    hasChoice: true,
    hasUsage: true,
  };
}

/** Four characters are a token. */
export const promptTokens = (request: ChatRequest, config: FaultConfig): number =>
  Math.ceil(request.text.length / 4) + request.imageDigests.length * config.tokensPerImage;

export function countUsage(completion: Completion, request: ChatRequest, config: FaultConfig): CallUsage {
  const said = completion.hasChoice ? (completion.content ?? completion.refusal ?? '') : '';
  const inputTokens = promptTokens(request, config);
  const outputTokens = Math.ceil(said.length / 4) + config.thoughtTokens;
  return { inputTokens, outputTokens, costUsd: costOf(inputTokens, outputTokens, config.prices) };
}

function costOf(inputTokens: number, outputTokens: number, prices: FaultConfig['prices']): number | null {
  if (prices === null) return null;
  return (inputTokens * prices.inUsdPerMillion + outputTokens * prices.outUsdPerMillion) / 1e6;
}
