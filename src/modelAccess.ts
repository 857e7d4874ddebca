import type { ModelAccess } from './activities/desk.ts';
import type { Config } from './config.ts';
import { isOffline } from './domain/endpoint.ts';
import { openAiProvider } from './llm/openAiProvider.ts';

/** The slowest vision replies take well over a minute; three tell a slow call from a dead one. */
const callTimeoutMs = 180_000;

export interface OpenModelAccess {
  access: ModelAccess;
  close: () => Promise<void>;
}

/** The provider of a config; for `offline` it starts the stand-in, which ends with this process. `null` without an endpoint. */
export async function openModelAccess(config: Config): Promise<OpenModelAccess | null> {
  const { endpoint } = config;
  if (!endpoint) return null;
  const prices = { inputUsd: config.priceIn, outputUsd: config.priceOut };
  const access = (baseUrl: string): ModelAccess => ({
    endpoint: endpoint.baseUrl,
    baseUrl,
    prices,
    provider: openAiProvider({ baseUrl, apiKey: config.apiKey?.reveal() ?? null, timeoutMs: callTimeoutMs }),
  });
  if (!isOffline(endpoint)) return { access: access(endpoint.baseUrl), close: async () => undefined };
  const { startOfflineModelProcess } = await import('./offline/process.ts');
  const model = await startOfflineModelProcess();
  return { access: access(model.url), close: () => model.stop() };
}
