import type { CompletionUsage } from 'openai/resources/completions';
import type { ModelReply } from '../domain/modelReply.ts';

/** `usage` as providers send it: each part may be missing. */
type SentUsage = Partial<CompletionUsage> & {
  /** US dollars, from OpenRouter. */
  cost?: number;
};

type Used = Pick<ModelReply, 'inputTokens' | 'cachedTokens' | 'outputTokens' | 'costUsd'>;

/** What a call used, as far as the provider says. */
export const readUsage = (usage: SentUsage | undefined): Used => ({
  inputTokens: usage?.prompt_tokens ?? null,
  cachedTokens: usage?.prompt_tokens_details?.cached_tokens ?? null,
  outputTokens: outputTokensOf(usage ?? {}),
  costUsd: usage?.cost ?? null,
});

/** Gemini counts the tokens of its thinking, which are billed as output, in the total alone. */
function outputTokensOf(usage: SentUsage): number | null {
  const said = usage.completion_tokens ?? null;
  const input = usage.prompt_tokens ?? NaN;
  const cached = usage.prompt_tokens_details?.cached_tokens ?? 0;
  // Some providers count cached tokens apart from the input, and both in the total.
  const beside = (usage.total_tokens ?? NaN) - input - (cached > input ? cached : 0);
  return Number.isSafeInteger(beside) && beside > (said ?? 0) ? beside : said;
}
