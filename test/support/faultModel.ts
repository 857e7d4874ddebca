import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { answerChat } from './faultModel/answerChat.ts';
import { answerControl } from './faultModel/controlRoutes.ts';
import { makeControls, type Controls } from './faultModel/controls.ts';
import { changeConfig, defaultConfig, type FaultConfig } from './faultModel/faultConfig.ts';
import { FaultPlan } from './faultModel/faultPlan.ts';
import type { FaultStats } from './faultModel/faultStats.ts';
import { Listener } from './faultModel/listener.ts';
import type { ModelState } from './faultModel/modelState.ts';
import { RateLimits } from './faultModel/rateLimits.ts';
import { Truth } from './faultModel/truth.ts';
import { until } from './faultModel/until.ts';

export interface FaultModelOptions extends Partial<FaultConfig> {
  /** 0 or absent: any free one. */
  port?: number;
}

/** An OpenAI-compatible server that fails as told and keeps its own truth about every call. */
export interface FaultModel extends Controls, AsyncDisposable {
  /** e.g. `http://127.0.0.1:41234` */
  url: string;
  /** `url` with `/v1`: the base URL for a client. */
  baseUrl: string;
  /** Where the controls answer even while `url` refuses connections. */
  controlUrl: string;
  /** Waits until `condition` holds, at most `timeoutMs` (default 10,000), and gives the stats. */
  until(condition: (stats: FaultStats) => boolean, timeoutMs?: number): Promise<FaultStats>;
  close(): Promise<void>;
}

/** Starts the model in this process. */
export async function startFaultModel({ port = 0, ...patch }: FaultModelOptions = {}): Promise<FaultModel> {
  const state = newState(changeConfig(defaultConfig, patch));
  const server = createServer((incoming, response) => void answer(state, controls, incoming, response));
  const control = createServer((incoming, response) => void answerControl(controls, incoming, response));
  // A server that closes idle connections by itself would add faults of its own.
  server.keepAliveTimeout = 600_000;
  const listener = new Listener(server, port, () => state.truth.cutOpenCalls());
  const controlListener = new Listener(control, 0, () => {});
  state.goDown = (forMs) => listener.close(forMs);
  const controls = makeControls(state, () => listener.open());
  await Promise.all([listener.open(), controlListener.open()]);
  const close = async () => {
    listener.close();
    controlListener.close();
  };
  return {
    ...controls,
    url: listener.url,
    baseUrl: `${listener.url}/v1`,
    controlUrl: controlListener.url,
    until: (condition, timeoutMs = 10_000) => until(controls, condition, timeoutMs),
    close,
    [Symbol.asyncDispose]: close,
  };
}

const newState = (config: FaultConfig): ModelState => ({
  config,
  truth: new Truth(),
  plan: new FaultPlan(config.faults, config.seed),
  limits: new RateLimits(config.limits),
  goDown: () => {},
});

async function answer(
  state: ModelState,
  controls: Controls,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (incoming.url ?? '').split('?')[0];
  if (path === '/v1/chat/completions') return answerChat(state, incoming, response);
  if (path === '/v1/models') return answerModels(state, response);
  return answerControl(controls, incoming, response);
}

function answerModels({ config }: ModelState, response: ServerResponse): void {
  const names = config.models ?? ['fault-model'];
  const data = names.map((id) => ({ id, object: 'model', created: 0, owned_by: 'fault-model' }));
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ object: 'list', data }));
}
