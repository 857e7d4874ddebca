import { hash } from 'node:crypto';
import { z } from 'zod';
import { cutImages } from './cutImages.ts';
import type { JsonSchema } from './fitToSchema.ts';

/** What a call asked; lives only while the call is answered. */
export interface ChatRequest {
  /** Of model, messages (image bytes by digest) and response format. */
  hash: string;
  model: string;
  /** All text of all messages. */
  text: string;
  /** SHA-256 of each image's bytes, in order. */
  imageDigests: string[];
  /** Name of the response schema; `none` for plain text. */
  schema: string;
  jsonSchema: JsonSchema | null;
  /** Short name of the item. */
  key: string;
  stream: boolean;
  includeUsage: boolean;
  /** Name of the first parameter that a model which reasons does not take. */
  notForReasoning: 'max_tokens' | 'temperature' | null;
}

const Part = z.looseObject({ type: z.string(), text: z.string().optional() });
const Body = z.looseObject({
  model: z.string(),
  messages: z.array(
    z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(Part)]).nullish() }),
  ),
  response_format: z
    .looseObject({
      json_schema: z.looseObject({ name: z.string(), schema: z.custom<JsonSchema>().optional() }).optional(),
    })
    .optional(),
  max_tokens: z.number().nullish(),
  temperature: z.number().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
});
type Body = z.infer<typeof Body>;

/** `null` when the body is no chat request. */
export function readChatRequest(raw: Buffer, keyPattern: string | null): ChatRequest | null {
  const { json, digests } = cutImages(raw);
  const parsed = Body.safeParse(parseJson(json));
  if (!parsed.success) return null;
  const body = parsed.data;
  const bodyHash = hash('sha256', JSON.stringify([body.model, body.messages, body.response_format])).slice(
    0,
    32,
  );
  const text = body.messages.map(textOf).join('\n');
  return {
    hash: bodyHash,
    model: body.model,
    text,
    imageDigests: digests,
    schema: body.response_format?.json_schema?.name ?? 'none',
    jsonSchema: body.response_format?.json_schema?.schema ?? null,
    key: matchKey(text, keyPattern) ?? (digests[0] ?? bodyHash).slice(0, 12),
    stream: body.stream === true,
    includeUsage: body.stream_options?.include_usage === true,
    notForReasoning: notForReasoning(body),
  };
}

function notForReasoning({ max_tokens, temperature }: Body): ChatRequest['notForReasoning'] {
  if (typeof max_tokens === 'number') return 'max_tokens';
  return (temperature ?? 1) === 1 ? null : 'temperature';
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function textOf({ content }: Body['messages'][number]): string {
  if (typeof content === 'string') return content;
  return (content ?? []).flatMap((part) => part.text ?? []).join('\n');
}

function matchKey(text: string, keyPattern: string | null): string | null {
  if (keyPattern === null) return null;
  const match = new RegExp(keyPattern).exec(text);
  return match === null ? null : (match[1] ?? match[0]);
}
