import { offlineBaseUrl, type Endpoint } from './endpoint.ts';
import { UserError } from './userError.ts';

/** What a person set; `null` where nothing was. */
export interface EndpointSettings {
  offline: boolean;
  model: string | null;
  baseUrl: string | null;
  apiKey: string | null;
  openRouterKey: string | null;
  openAiKey: string | null;
  /** The `.env` a missing key should be put into. */
  envFile: string;
}

/** The endpoint and its key, or the words for why there is none. */
export type ResolvedEndpoint = { endpoint: Endpoint; key: string | null } | { missing: UserError };

const openRouter = { baseUrl: 'https://openrouter.ai/api/v1', model: 'google/gemini-2.5-flash' };
const openAi = { baseUrl: 'https://api.openai.com/v1', model: 'gpt-4.1-mini' };

/** What an estimate is made for while no key is set. */
export const usualEndpoint = (model: string | undefined): Endpoint => ({
  baseUrl: openRouter.baseUrl,
  model: model ?? openRouter.model,
  keyFrom: null,
});

/** First match: the stand-in, AITA_API_KEY, OPENROUTER_API_KEY, OPENAI_API_KEY. A key goes to its own provider only. */
export function resolveEndpoint(set: EndpointSettings): ResolvedEndpoint {
  if (set.offline || set.model === 'offline') {
    return { endpoint: { baseUrl: offlineBaseUrl, model: 'offline', keyFrom: null }, key: null };
  }
  const baseUrl = set.baseUrl ?? openRouter.baseUrl;
  if (set.apiKey !== null) return withModel(set, baseUrl, 'AITA_API_KEY', set.apiKey);
  if (set.openRouterKey !== null && baseUrl === openRouter.baseUrl) {
    return withModel(set, baseUrl, 'OPENROUTER_API_KEY', set.openRouterKey);
  }
  if (set.openAiKey !== null && (set.baseUrl === null || set.baseUrl === openAi.baseUrl)) {
    return withModel(set, openAi.baseUrl, 'OPENAI_API_KEY', set.openAiKey);
  }
  if (set.baseUrl === null || set.baseUrl === openRouter.baseUrl) return { missing: noKey(set.envFile) };
  if (isLoopback(set.baseUrl)) return withModel(set, set.baseUrl, null, null);
  return { missing: noKeyFor(set.baseUrl, set.envFile) };
}

function withModel(
  set: EndpointSettings,
  baseUrl: string,
  keyFrom: string | null,
  key: string | null,
): ResolvedEndpoint {
  const usual = [openRouter, openAi].find((provider) => provider.baseUrl === baseUrl)?.model;
  const model = set.model ?? usual;
  if (model !== undefined) return { endpoint: { baseUrl, model, keyFrom }, key };
  const message = `No model is named for ${baseUrl}.`;
  return {
    missing: new UserError('no-model', message, `Put AITA_MODEL=… into ${set.envFile}, or give --model.`),
  };
}

const noKey = (envFile: string): UserError =>
  new UserError(
    'no-key',
    'No API key is set.',
    `Put OPENROUTER_API_KEY=… into ${envFile}, or see it work first: aita demo`,
  );

const noKeyFor = (baseUrl: string, envFile: string): UserError =>
  new UserError(
    'no-key',
    `AITA_BASE_URL is ${baseUrl}, and no key for it is set.`,
    `Put AITA_API_KEY=… into ${envFile} (another provider's key is not sent there; any word does when none is needed).`,
  );

/** Whether a base URL means this machine. */
export function isLoopback(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
