import type { SentImage } from './sentImage.ts';

export interface TokenUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

export interface ChatReply {
  id: string;
  /** Unix time in seconds. */
  created: number;
  model: string;
  content: string;
  usage: TokenUsage;
}

/** Tokens by rule: 4 characters each, and 258 for each image tile of 768 x 768 pixels. */
export function countTokens(characters: number, images: SentImage[], content: string): TokenUsage {
  const tiles = images.reduce((sum, { width, height }) => sum + tilesOf(width) * tilesOf(height), 0);
  const prompt_tokens = Math.ceil(characters / 4) + 258 * tiles;
  const completion_tokens = Math.ceil(content.length / 4);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

const tilesOf = (pixels: number): number => Math.ceil(pixels / 768);

export function completion({ id, created, model, content, usage }: ChatReply) {
  const message = { role: 'assistant', content, refusal: null };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
  return { id, object: 'chat.completion', created, model, choices, usage };
}

/** The reply in pieces, as a streaming client expects them; the last one holds the usage when it asked for it. */
export function completionChunks({ id, created, model, content, usage }: ChatReply, includeUsage: boolean) {
  const base = { id, object: 'chat.completion.chunk', created, model };
  const choice = (delta: object, finish_reason: string | null) => ({
    ...base,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    ...(includeUsage ? { usage: null } : {}),
  });
  const pieces = content.match(/[^]{1,120}/gu) ?? [];
  return [
    choice({ role: 'assistant', content: '' }, null),
    ...pieces.map((piece) => choice({ content: piece }, null)),
    choice({}, 'stop'),
    ...(includeUsage ? [{ ...base, choices: [], usage }] : []),
  ];
}
