import { randomUUID } from 'node:crypto';
import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { ImageBytes, Message, ModelRequest } from './request.ts';

/** The request as the chat protocol has it, for a client that writes JSON itself. */
export const requestBody = (request: ModelRequest): Promise<ChatCompletionCreateParamsNonStreaming> =>
  toBody(request, toDataUrl);

/** The same as bytes outside the heap: as text, each image would be there three times for as long as its call lasts. */
export async function requestBytes(request: ModelRequest): Promise<Buffer> {
  const images: Buffer[] = [];
  const body = await toBody(request, (image) => {
    const index = images.push(Buffer.from(toDataUrl(image), 'latin1')) - 1;
    return `${placeholder}${index}`;
  });
  const parts = JSON.stringify(body).split(new RegExp(`${placeholder}(\\d+)`));
  // Texts and, between them, indexes of images.
  return Buffer.concat(
    parts.map((part, index) => (index % 2 === 1 ? images[Number(part)]! : Buffer.from(part))),
  );
}

/** With a number it stands for an image while the rest is written as JSON; nobody's text can hold it. */
const placeholder = `image-${randomUUID()}-`;

const toDataUrl = ({ data, mediaType }: ImageBytes): string =>
  `data:${mediaType};base64,${data.toString('base64')}`;

async function toBody(
  request: ModelRequest,
  toUrl: (image: ImageBytes) => string,
): Promise<ChatCompletionCreateParamsNonStreaming> {
  return {
    model: request.model,
    messages: await Promise.all(request.messages.map((message) => toMessage(message, toUrl))),
    ...limits(request),
    ...(request.schema === null
      ? {}
      : { response_format: { type: 'json_schema', json_schema: { strict: true, ...request.schema } } }),
    // OpenRouter puts the exact price into `usage` when asked; others ignore the field or never see it.
    ...(new URL(request.baseUrl).hostname === 'openrouter.ai' ? { usage: { include: true } } : {}),
  };
}

/** The old name of the limit is the one that every provider knows; OpenAI's models that reason refuse it. */
function limits(request: ModelRequest) {
  const { model, maxOutputTokens } = request;
  const temperature = request.temperature === null ? {} : { temperature: request.temperature };
  if (!isOpenAi(request.baseUrl)) return { ...temperature, max_tokens: maxOutputTokens };
  return { ...(takesTemperature.test(model) ? temperature : {}), max_completion_tokens: maxOutputTokens };
}

/** Also in a region: `eu.api.openai.com`. */
const isOpenAi = (baseUrl: string): boolean => /^(.+\.)?api\.openai\.com$/.test(new URL(baseUrl).hostname);

/** OpenAI's models that do not reason; the others may refuse every temperature but their own. */
const takesTemperature = /^(ft:)?(chat)?gpt-[34]/;

async function toMessage(
  message: Message,
  toUrl: (image: ImageBytes) => string,
): Promise<ChatCompletionMessageParam> {
  const content = await Promise.all(
    message.content.map(async (part) =>
      part.type === 'text'
        ? part
        : { type: 'image_url' as const, image_url: { url: toUrl(await part.load()) } },
    ),
  );
  return { role: message.role, content } as ChatCompletionMessageParam;
}
