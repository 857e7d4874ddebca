import type { Completion, CallUsage } from './completion.ts';

export interface WireForm {
  contentType: string;
  /** One for a whole reply; several for a stream. */
  parts: string[];
  usage: CallUsage | null;
  /** SHA-256 of the message's text. */
  contentHash: string;
}

export interface WireInput {
  id: string;
  model: string;
  completion: Completion;
  /** `null`: not sent. */
  usage: CallUsage | null;
  cachedTokens: number;
  /** Part of the output that `completion_tokens` leaves out. */
  thoughtTokens: number;
}

export function jsonForm(input: WireInput): string[] {
  const { completion } = input;
  const message = { role: 'assistant', content: completion.content, refusal: completion.refusal };
  const choice = { index: 0, message, logprobs: null, ...ending(completion) };
  const body = {
    ...envelope(input, 'chat.completion'),
    choices: completion.hasChoice ? [choice] : [],
    ...(input.usage === null ? {} : { usage: usageForm(input.usage, input) }),
  };
  return [JSON.stringify(body)];
}

const piecesPerStream = 8;

/** Server-sent events: a comment, the role, the text in pieces, the ending, usage, `[DONE]`. */
export function streamForm(input: WireInput): string[] {
  const { completion } = input;
  const head = envelope(input, 'chat.completion.chunk');
  const chunk = (delta: object, end: object = { finish_reason: null }) =>
    event({ ...head, choices: completion.hasChoice ? [{ index: 0, delta, logprobs: null, ...end }] : [] });
  const texts = pieces(completion.content ?? '').map((content) => chunk({ content }));
  const refusal = completion.refusal === null ? [] : [chunk({ refusal: completion.refusal })];
  const usage = input.usage === null ? null : usageForm(input.usage, input);
  const last = usage === null ? '' : event({ ...head, choices: [], usage });
  return [
    `: processing\n\n${chunk({ role: 'assistant', content: '' })}`,
    ...texts,
    ...refusal,
    `${chunk({}, ending(completion))}${last}data: [DONE]\n\n`,
  ];
}

export const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;

const envelope = ({ id, model }: WireInput, object: string) => ({
  id,
  object,
  created: Math.floor(Date.now() / 1000),
  model,
});

const ending = ({ finishReason, choiceError }: Completion) => ({
  finish_reason: finishReason,
  ...(choiceError === null ? {} : { error: choiceError }),
});

function usageForm(
  { inputTokens, outputTokens, costUsd }: CallUsage,
  { cachedTokens, thoughtTokens }: Pick<WireInput, 'cachedTokens' | 'thoughtTokens'>,
) {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens - thoughtTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: Math.min(cachedTokens, inputTokens) },
    ...(costUsd === null ? {} : { cost: costUsd }),
  };
}

function pieces(text: string): string[] {
  const size = Math.max(1, Math.ceil(text.length / piecesPerStream));
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}
