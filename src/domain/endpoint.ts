/** Where model calls go. The key itself is not part of it: it stays in the worker's environment. */
export interface Endpoint {
  /** Base URL of an OpenAI-compatible API, or `offline` for the stand-in this project ships. */
  baseUrl: string;
  model: string;
  /** Name of the variable the key came from, e.g. `OPENROUTER_API_KEY`; `null` when none is needed. */
  keyFrom: string | null;
}

export const offlineBaseUrl = 'offline';

export const isOffline = (endpoint: Pick<Endpoint, 'baseUrl'>): boolean =>
  endpoint.baseUrl === offlineBaseUrl;

/** The rest of a command that works for a run of this endpoint; the settings name it, or they do not. */
export const offlineFlag = (baseUrl: string | null): string =>
  baseUrl === offlineBaseUrl ? ' --offline' : '';
