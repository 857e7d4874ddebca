import OpenAI from 'openai';
import type {
  ChatCompletion,
  ChatCompletionCreateParamsNonStreaming,
} from 'openai/resources/chat/completions';
import type { ModelReply } from '../domain/modelReply.ts';
import { bodyError, readCallError } from './readCallError.ts';
import { readUsage } from './readUsage.ts';
import type { ModelRequest } from './request.ts';
import { requestBody, requestBytes } from './requestBody.ts';

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
  const send: Send = async (request, options) =>
    client.post<ChatCompletion>('/chat/completions', {
      body: await requestBytes(request),
      headers: { 'content-type': 'application/json' },
      ...options,
    });
  return providing(send, () => apiKey);
}

/** The part of a client of the `openai` package that is called; any version's fits. */
export interface ChatClient {
  baseURL: string;
  /** Kept out of every message. */
  apiKey?: string | null;
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
export const providerOf = (client: ChatClient): Provider =>
  providing(
    async (request, options) => client.chat.completions.create(await requestBody(request), options),
    () => client.apiKey ?? null,
  );

type Send = (
  request: ModelRequest,
  options: { signal: AbortSignal; maxRetries: number },
) => Promise<ChatCompletion>;

/** A client may change its key: it is asked for it when it is needed. */
function providing(send: Send, apiKey: () => string | null): Provider {
  return {
    async complete(request, signal) {
      try {
        return toReply(await send(request, { signal, maxRetries: 0 }), apiKey());
      } catch (error) {
        throw readCallError(error, signal.aborted, apiKey());
      }
    },
  };
}

/** What OpenRouter adds when a vendor fails: to the reply in place of an answer, to the choice when it had begun. */
interface Failed {
  error?: { code?: unknown; message?: unknown };
}

function toReply(completion: ChatCompletion & Failed, apiKey: string | null): ModelReply {
  if (completion.error) throw bodyError(completion.error, apiKey);
  const choice: (ChatCompletion.Choice & Failed) | undefined = completion.choices?.[0];
  return {
    text: choice?.message?.content ?? '',
    refusal: choice?.message?.refusal ?? null,
    finishReason: choice?.error ? 'error' : (choice?.finish_reason ?? 'none'),
    ...readUsage(completion.usage),
  };
}
