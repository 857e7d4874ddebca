import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { UserError } from '../domain/userError.ts';
import { completion, completionChunks, countTokens } from './chatReply.ts';
import type { ChatReply } from './chatReply.ts';
import { readChatRequest } from './chatRequest.ts';
import { badRequest, ModelError } from './modelError.ts';
import { openSentImage } from './sentImage.ts';
import { openPageReader } from './pageReader.ts';
import type { PageReader } from './pageReader.ts';
import { answer, answerInText } from './standIns.ts';

export interface OfflineModelOptions {
  /** 0 (the default) takes a free one. */
  port?: number;
  /** No answer leaves sooner than this after its request came. */
  latencyMs?: number;
}

export interface OfflineModel {
  /** Base URL for an OpenAI client, on 127.0.0.1. */
  url: string;
  close(): Promise<void>;
}

/** By this name it is asked for like any other model of a server; AITA itself calls it `offline`. */
export const standIn = 'stand-in';
const offlineModels = ['offline', standIn];

/**
 * Starts a server that speaks OpenAI's chat completions on this machine only, and answers without a model.
 * @throws UserError `packages-missing`, or `port-taken`.
 */
export async function startOfflineModel(options: OfflineModelOptions = {}): Promise<OfflineModel> {
  const reader = await openPageReader();
  const app = createApp(reader, options.latencyMs ?? 0);
  const server = createServer((request, response) => void listener(request, response));
  const listener = getRequestListener(app.fetch);
  const listening = once(server, 'listening');
  server.listen(options.port ?? 0, '127.0.0.1');
  await listening.catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? portTaken(options.port ?? 0) : error;
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async close() {
      server.closeAllConnections();
      server.close();
      await reader.close();
    },
  };
}

const portTaken = (port: number): UserError =>
  new UserError('port-taken', `Port ${port} is in use on this machine.`, 'Give another one with --port.');

function createApp(reader: PageReader, latencyMs: number): Hono {
  const app = new Hono();
  app.get('/v1/models', (context) =>
    context.json({ object: 'list', data: offlineModels.map(describeModel) }),
  );
  app.post('/v1/chat/completions', async (context) => {
    const request = readChatRequest(await readJson(context));
    const { signal } = context.req.raw;
    const [reply] = await Promise.all([replyTo(request, reader, signal), sleep(latencyMs, null, { signal })]);
    if (!request.stream) return context.json(completion(reply));
    return streamSSE(context, async (stream) => {
      for (const chunk of completionChunks(reply, request.includeUsage)) {
        await stream.writeSSE({ data: JSON.stringify(chunk) });
      }
      await stream.writeSSE({ data: '[DONE]' });
    });
  });
  app.notFound(() => {
    throw new ModelError(404, 'unknown_url', 'The stand-in has /v1/chat/completions and /v1/models.');
  });
  app.onError((error, context) => {
    if (error instanceof ModelError) return context.json(error.body(), error.status);
    return context.json(
      { error: { message: error.message, type: 'server_error', param: null, code: null } },
      500,
    );
  });
  return app;
}

const describeModel = (id: string) => ({ id, object: 'model', created: 0, owned_by: 'aita' });

async function readJson(context: Context): Promise<unknown> {
  return context.req.json().catch((error: unknown) => {
    throw badRequest(`The body is not JSON: ${error instanceof Error ? error.message : String(error)}`, null);
  });
}

async function replyTo(
  request: ReturnType<typeof readChatRequest>,
  reader: PageReader,
  signal: AbortSignal,
): Promise<ChatReply> {
  const { model, prompt, characters, schema } = request;
  if (!offlineModels.includes(model)) {
    const message = `The model ${model} does not exist here; there are ${offlineModels.join(' and ')}.`;
    throw new ModelError(404, 'model_not_found', message, 'model');
  }
  const images = await Promise.all(request.images.map(openSentImage));
  const question = { prompt, images: images.map(({ data }) => data), reader, signal };
  const content = schema === null ? answerInText(request) : JSON.stringify(await answer(schema, question));
  return {
    id: `chatcmpl-${randomUUID()}`,
    created: Math.floor(Date.now() / 1000),
    model,
    content,
    usage: countTokens(characters, images, content),
  };
}
