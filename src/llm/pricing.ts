import { calcPrice, type Provider } from '@pydantic/genai-prices';

/** USD per million tokens, set by the user for models the table does not know. */
export interface OwnPrices {
  inputUsd: number | null;
  outputUsd: number | null;
}

export interface Tokens {
  /** As the provider counts them: images and cached tokens included. */
  inputTokens: number | null;
  cachedTokens: number | null;
  outputTokens: number | null;
}

/** US dollars for these tokens; `null` when the price or the tokens are not known: unknown, not free. */
export function priceOf(model: string, tokens: Tokens, own: OwnPrices): number | null {
  if (tokens.inputTokens === null || tokens.outputTokens === null) return null;
  const cached = tokens.cachedTokens ?? 0;
  // Some providers count cached tokens apart from the input; none reads more from its cache than it was sent.
  const input = cached > tokens.inputTokens ? tokens.inputTokens + cached : tokens.inputTokens;
  return priceOfUsage(
    model,
    { input_tokens: input, output_tokens: tokens.outputTokens, cache_read_tokens: cached },
    own,
  );
}

/** The most that so many tokens can cost, whichever of them the provider reads from or writes to its cache; `null` without a price. */
export function highestPriceOf(
  model: string,
  tokens: { inputTokens: number; outputTokens: number },
  own: OwnPrices,
): number | null {
  const usage = { input_tokens: tokens.inputTokens, output_tokens: tokens.outputTokens };
  const prices = [{}, { cache_write_tokens: tokens.inputTokens }].map((cache) =>
    priceOfUsage(model, { ...usage, ...cache }, own),
  );
  return prices.reduce((most, price) => (most === null || price === null ? null : Math.max(most, price)));
}

interface Usage {
  input_tokens: number;
  output_tokens: number;
  cache_read_tokens?: number;
  cache_write_tokens?: number;
}

function priceOfUsage(model: string, usage: Usage, own: OwnPrices): number | null {
  const price = tablePrice(model, usage);
  if (price !== null || own.inputUsd === null || own.outputUsd === null) return price;
  return (usage.input_tokens * own.inputUsd + usage.output_tokens * own.outputUsd) / 1_000_000;
}

function tablePrice(model: string, usage: Usage): number | null {
  let list = found.get(model);
  if (list === undefined) found.set(model, (list = findInTable(model)));
  if (list === null) return null;
  return calcPrice({ ...usage }, model, { provider: list })?.total_price ?? null;
}

/** The table cut down to one model: looking a name up in all of it takes a hundred times as long as the sum. */
const found = new Map<string, Provider | null>();

// OpenRouter names models `vendor/model`; the table knows them by vendor and model.
function findInTable(model: string): Provider | null {
  const [vendor, name] = model.includes('/')
    ? [model.split('/')[0], model.split('/').slice(1).join('/')]
    : [undefined, model];
  const price =
    calcPrice({}, model, { providerId: 'openrouter' }) ??
    calcPrice({}, name ?? model, vendor ? { providerId: vendor } : {});
  return price && { ...price.provider, models: [{ ...price.model, match: { contains: '' } }] };
}
