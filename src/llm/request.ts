import { createHash } from 'node:crypto';

/** An image by what makes it the same request again: the source's digest and how it is prepared. The bytes are read only when the call is made. */
export interface ImagePart {
  type: 'image';
  /** sha256 of the source file plus the recipe it is prepared by. */
  digest: string;
  load: () => Promise<ImageBytes>;
}
export interface ImageBytes {
  data: Buffer;
  mediaType: string;
  /** Pixels. */
  width: number;
  height: number;
}
/** An image that was read. */
export interface SentImage extends ImagePart, ImageBytes {}
export interface TextPart {
  type: 'text';
  text: string;
}
export interface Message<Image = ImagePart> {
  role: 'system' | 'user' | 'assistant';
  content: (TextPart | Image)[];
}

export interface ReplySchema {
  /** e.g. `page_text`; see the table of names in the design. */
  name: string;
  /** JSON schema (draft 2020-12, closed objects). */
  schema: Record<string, unknown>;
  /** Absent where the provider can be held to every word of it. */
  strict?: false;
}

/** One model call, complete but for the key. */
export interface ModelRequest<Image = ImagePart> {
  baseUrl: string;
  model: string;
  messages: Message<Image>[];
  schema: ReplySchema | null;
  /** `null`: the model's own. */
  temperature: number | null;
  /** Longest reply, in tokens: without it no price of a call is the highest. */
  maxOutputTokens: number;
  /** Distinguishes equal requests asked several times on purpose; 0 for the first. */
  sample: number;
}

/** sha256 over everything that shapes the reply; never over the key. Two requests with one hash are one request. */
export function requestHash(request: ModelRequest): string {
  const known = hashes.get(request);
  if (known !== undefined) return known;
  const hash = computeHash(request);
  hashes.set(request, hash);
  return hash;
}

/** A request is asked for its hash several times on its way, and never changed. */
const hashes = new WeakMap<ModelRequest, string>();

function computeHash(request: ModelRequest): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([request.baseUrl, request.model, request.temperature, request.maxOutputTokens]));
  hash.update(JSON.stringify([request.schema, request.sample]));
  for (const message of request.messages)
    hash.update(JSON.stringify([message.role, message.content.map(identity)]));
  return hash.digest('hex');
}

const identity = (part: TextPart | ImagePart) => (part.type === 'text' ? part.text : { image: part.digest });

/** The same request with its images read, so that a permitted call leaves at once. */
export async function withImages(request: ModelRequest): Promise<ModelRequest<SentImage>> {
  const messages = await Promise.all(
    request.messages.map(async ({ role, content }) => ({
      role,
      content: await Promise.all(content.map(loaded)),
    })),
  );
  return { ...request, messages };
}

async function loaded(part: TextPart | ImagePart): Promise<TextPart | SentImage> {
  if (part.type === 'text') return part;
  const { data, mediaType, width, height } = await part.load();
  const image = { data, mediaType, width, height };
  return { ...part, ...image, load: () => Promise.resolve(image) };
}

/** Name of the limits a call counts against: 8 hex digits of the base URL's hash, or `offline`. */
export const providerName = (baseUrl: string): string =>
  baseUrl === 'offline' ? 'offline' : createHash('sha256').update(baseUrl).digest('hex').slice(0, 8);

/** The same question again, with the reply that could not be used and why. */
export function askAgain(request: ModelRequest, reply: string, reason: string): ModelRequest {
  const again = `Your reply could not be used: ${reason} Answer the same question again, correctly and completely, in the requested form only.`;
  const shown = reply.slice(0, longestQuotedReply);
  return {
    ...request,
    messages: [
      ...request.messages,
      { role: 'assistant', content: [{ type: 'text', text: shown === '' ? '(no text)' : shown }] },
      { role: 'user', content: [{ type: 'text', text: again }] },
    ],
  };
}

/** Characters; a broken reply can be megabytes long, and quoting it is paid for. */
const longestQuotedReply = 4000;
