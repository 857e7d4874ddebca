import { calcPrice } from '@pydantic/genai-prices';

/** USD per million tokens, set by the user for models the table does not know. */
export interface OwnPrices {
  inputUsd: number | null;
  outputUsd: number | null;
}

export interface Tokens {
  inputTokens: number | null;
  cachedTokens: number | null;
  outputTokens: number | null;
}

/** US dollars for these tokens; `null` when the price or the tokens are not known: unknown, not free. */
export function priceOf(model: string, tokens: Tokens, own: OwnPrices): number | null {
  if (tokens.inputTokens === null || tokens.outputTokens === null) return null;
  if (own.inputUsd !== null && own.outputUsd !== null) {
    return (tokens.inputTokens * own.inputUsd + tokens.outputTokens * own.outputUsd) / 1_000_000;
  }
  const usage = {
    input_tokens: tokens.inputTokens,
    output_tokens: tokens.outputTokens,
    ...(tokens.cachedTokens ? { cache_read_tokens: tokens.cachedTokens } : {}),
  };
  return tablePrice(model, usage);
}

// OpenRouter names models `vendor/model`; the table knows them by vendor and model.
function tablePrice(model: string, usage: Parameters<typeof calcPrice>[0]): number | null {
  const [vendor, name] = model.includes('/')
    ? [model.split('/')[0], model.split('/').slice(1).join('/')]
    : [undefined, model];
  const price =
    calcPrice(usage, model, { providerId: 'openrouter' }) ??
    calcPrice(usage, name ?? model, vendor ? { providerId: vendor } : {});
  return price?.total_price ?? null;
}
