import { badRequest } from './modelError.ts';

/** What the stand-in understands of a request to `/v1/chat/completions`. */
export interface ChatRequest {
  model: string;
  /** All text of the user's messages. */
  prompt: string;
  /** Characters of all messages, for the token count. */
  characters: number;
  /** Data URLs, in order. */
  images: string[];
  /** The text of the user's last message. */
  lastText: string;
  /** `response_format.json_schema`; `null` when any text will do. */
  schema: NamedSchema | null;
  stream: boolean;
  includeUsage: boolean;
}

export interface NamedSchema {
  name: string;
  schema: Record<string, unknown>;
}

/** @throws ModelError 400 that names the field. */
export function readChatRequest(body: unknown): ChatRequest {
  const { model, messages, response_format, stream, stream_options } = record(body, 'body');
  if (typeof model !== 'string') throw badRequest('model must be a string.', 'model');
  if (!Array.isArray(messages) || messages.length === 0) {
    throw badRequest('messages must be a list with at least one message.', 'messages');
  }
  const read = messages.map(readMessage);
  const parts = read.flat();
  const texts = parts.flatMap(({ text, role }) => (text === undefined ? [] : [{ text, role }]));
  return {
    model,
    prompt: textsOfUser(parts),
    lastText: read.map(textsOfUser).findLast((text) => text !== '') ?? '',
    characters: texts.reduce((sum, { text }) => sum + text.length, 0),
    images: parts.flatMap(({ image }) => (image === undefined ? [] : [image])),
    schema: readSchema(response_format),
    stream: stream === true,
    includeUsage: stream === true && isRecord(stream_options) && stream_options.include_usage === true,
  };
}

interface Part {
  role: unknown;
  text?: string;
  image?: string;
}

function readMessage(message: unknown, index: number): Part[] {
  const where = `messages[${index}]`;
  const { role, content } = record(message, where);
  if (typeof content === 'string') return [{ role, text: content }];
  if (!Array.isArray(content)) throw badRequest(`${where}.content must be text or a list of parts.`, where);
  return content.map((part) => readPart(record(part, where), role, where));
}

function readPart({ type, text, image_url }: Record<string, unknown>, role: unknown, where: string): Part {
  if (type === 'text' && typeof text === 'string') return { role, text };
  if (type === 'image_url' && isRecord(image_url) && typeof image_url.url === 'string') {
    return { role, image: image_url.url };
  }
  throw badRequest(`${where}.content holds a part that is neither a text nor an image_url.`, where);
}

const textsOfUser = (parts: readonly Part[]): string =>
  parts.flatMap(({ text, role }) => (role === 'user' && text !== undefined ? [text] : [])).join('\n');

function readSchema(format: unknown): NamedSchema | null {
  const field = 'response_format';
  if (format === undefined || format === null || (isRecord(format) && format.type === 'text')) return null;
  if (!isRecord(format) || format.type !== 'json_schema' || !isRecord(format.json_schema)) {
    throw badRequest(
      'The stand-in knows a response_format of type text or json_schema, and no other.',
      field,
    );
  }
  const { name, schema } = format.json_schema;
  if (typeof name !== 'string') throw badRequest('response_format.json_schema.name must be a string.', field);
  if (!isRecord(schema)) throw badRequest('response_format.json_schema.schema must be a JSON schema.', field);
  return { name, schema };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function record(value: unknown, where: string): Record<string, unknown> {
  if (!isRecord(value)) throw badRequest(`${where} must be a JSON object.`, where);
  return value;
}
