import type { ModelRequest, SentImage } from './request.ts';

/** The most tokens a call can use, by any provider's way of counting. */
export interface HighestUse {
  inputTokens: number;
  outputTokens: number;
}

/** Roles, separators and what a provider writes around a schema. */
const tokensAround = { request: 200, message: 20 };

/** Bounds, not estimates: a call that uses more than this would be billed above what was reserved for it. */
export function highestUse({
  messages,
  schema,
  maxOutputTokens,
  model,
}: ModelRequest<SentImage>): HighestUse {
  const parts = messages.flatMap(({ content }) => content);
  const tokens = parts.map((part) =>
    part.type === 'text' ? bytes(part.text) : mostImageTokens(part, model),
  );
  const around = tokensAround.request + messages.length * tokensAround.message;
  const inputTokens = tokens.reduce((sum, each) => sum + each, around + bytes(JSON.stringify(schema)));
  return { inputTokens, outputTokens: maxOutputTokens };
}

// Every token of text stands for a byte at least.
const bytes = (text: string): number => Buffer.byteLength(text);

/**
 * More input tokens than any provider takes for an image of this size.
 *
 * Gemini 3 takes up to 2,240 whatever the size, earlier ones 258 a tile. Anthropic takes one for 750 pixels, Qwen one
 * for 28 x 28. OpenAI takes 2.46 or fewer for each of up to 1,536 patches of 32 x 32, or one for each of 10,000 at
 * most; gpt-4o-mini 2,833 and 5,667 for each of up to 8 tiles.
 */
export function mostImageTokens({ width, height }: { width: number; height: number }, model: string): number {
  if (model.includes('gpt-4o-mini')) return 2833 + 8 * 5667;
  const patches = (edge: number): number => Math.ceil(width / edge) * Math.ceil(height / edge);
  const geminiTile = Math.min(768, Math.max(256, Math.floor(Math.min(width, height) / 1.5)));
  return Math.ceil(
    Math.max(2240, patches(27), 2.46 * Math.min(1536, patches(32)), 258 * (patches(geminiTile) + 1)),
  );
}
