import OpenAI from 'openai';
import type {
  ChatCompletion,
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { ModelReply } from '../domain/modelReply.ts';
import { bodyError, readCallError } from './readCallError.ts';
import type { Message, ModelRequest } from './request.ts';

/** The door to a model vendor: one call, no retries. Throws `CallError`. */
export interface Provider {
  complete(request: ModelRequest, signal: AbortSignal): Promise<ModelReply>;
}

export interface ProviderOptions {
  baseUrl: string;
  apiKey: string | null;
  /** The HTTP client's own limit for one call. */
  timeoutMs: number;
}

/** Any OpenAI-compatible endpoint. Nothing is read from the environment, retries are off: the engine retries. */
export function openAiProvider({ baseUrl, apiKey, timeoutMs }: ProviderOptions): Provider {
  const client = new OpenAI({
    baseURL: baseUrl,
    apiKey: apiKey ?? 'none',
    organization: null,
    project: null,
    webhookSecret: null,
    adminAPIKey: null,
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
  });
  return providerOf(client);
}

/** The part of a client of the `openai` package that is called; any version's fits. */
export interface ChatClient {
  baseURL: string;
  chat: {
    completions: {
      create(
        body: ChatCompletionCreateParamsNonStreaming,
        options: { signal: AbortSignal; maxRetries: number },
      ): PromiseLike<ChatCompletion>;
    };
  };
}

/** Calls through a client that somebody else made; its key, time limit and transport are its own. */
export function providerOf(client: ChatClient): Provider {
  return {
    async complete(request, signal) {
      try {
        const options = { signal, maxRetries: 0 };
        const completion = await client.chat.completions.create(await toBody(request), options);
        return toReply(completion);
      } catch (error) {
        throw readCallError(error, signal.aborted);
      }
    },
  };
}

async function toBody(request: ModelRequest): Promise<ChatCompletionCreateParamsNonStreaming> {
  return {
    model: request.model,
    messages: await Promise.all(request.messages.map(toMessage)),
    ...(request.temperature === null ? {} : { temperature: request.temperature }),
    max_tokens: request.maxOutputTokens,
    ...(request.schema === null
      ? {}
      : { response_format: { type: 'json_schema', json_schema: { strict: true, ...request.schema } } }),
    // OpenRouter puts the exact price into `usage` when asked; others ignore the field or never see it.
    ...(new URL(request.baseUrl).hostname === 'openrouter.ai' ? { usage: { include: true } } : {}),
  };
}

async function toMessage(message: Message): Promise<ChatCompletionMessageParam> {
  const content = await Promise.all(
    message.content.map(async (part) => {
      if (part.type === 'text') return part;
      const { data, mediaType } = await part.load();
      return {
        type: 'image_url' as const,
        image_url: { url: `data:${mediaType};base64,${data.toString('base64')}` },
      };
    }),
  );
  return { role: message.role, content } as ChatCompletionMessageParam;
}

function toReply(completion: ChatCompletion & { error?: { code?: unknown; message?: unknown } }): ModelReply {
  if (completion.error) throw bodyError(completion.error);
  const choice = completion.choices?.[0];
  const usage = completion.usage as (typeof completion.usage & { cost?: number }) | undefined;
  return {
    text: choice?.message?.content ?? '',
    refusal: choice?.message?.refusal ?? null,
    finishReason: choice?.finish_reason ?? 'none',
    inputTokens: usage?.prompt_tokens ?? null,
    cachedTokens: usage?.prompt_tokens_details?.cached_tokens ?? null,
    outputTokens: usage?.completion_tokens ?? null,
    costUsd: usage?.cost ?? null,
  };
}
