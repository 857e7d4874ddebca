import { randomBytes } from 'node:crypto';
import type { ModelAccess } from '../activities/desk.ts';
import { requireEndpoint, type Config } from '../config.ts';
import { UserError } from '../domain/userError.ts';
import { providerOf, type ChatClient } from '../llm/openAiProvider.ts';
import { providerName } from '../llm/request.ts';
import { isAlive, ownProcess } from '../store/processes.ts';

/** Where an executor's calls go. */
export interface ExecutorModel {
  /** Base URL, or `offline`. */
  endpoint: string;
  model: string;
  /** The program's own client; `null`: the endpoint of the settings. */
  access: ModelAccess | null;
  /** Name of the model queue. */
  queue: string;
}

/** @throws UserError `no-model`, `no-key`. */
export function executorModel(
  config: Config,
  client: ChatClient | undefined,
  model: string | undefined,
): ExecutorModel {
  if (client) return ownClient(config, client, model);
  const endpoint = requireEndpoint(config);
  const { baseUrl } = endpoint;
  return { endpoint: baseUrl, model: endpoint.model, access: null, queue: providerName(baseUrl) };
}

function ownClient(config: Config, client: ChatClient, given: string | undefined): ExecutorModel {
  const endpoint = client.baseURL.replace(/\/+$/, '');
  const model = given ?? (config.endpoint?.baseUrl === endpoint ? config.endpoint.model : undefined);
  if (model === undefined) {
    const message = `No model is named for the client of ${endpoint}.`;
    throw new UserError('no-model', message, "Give one: createExecutor({ openai, model: '…' })");
  }
  const { pid, started } = ownProcess;
  const queue = `own-${pid}-${started}-${randomBytes(4).toString('hex')}`;
  const prices = { inputUsd: config.priceIn, outputUsd: config.priceOut };
  const access = { endpoint, baseUrl: endpoint, prices, provider: providerOf(client), queue };
  return { endpoint, model, access, queue };
}

/** Whether the process whose own client serves this queue has ended; `null` for a queue that is no process's own. */
export function isOwnQueueDead(queue: string): boolean | null {
  const [, pid, started] = /^own-(\d+)-(.+)-[0-9a-f]{8}$/.exec(queue) ?? [];
  return pid === undefined || started === undefined ? null : !isAlive(Number(pid), started);
}
