import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallRecord } from './callRecord.ts';
import { readChatRequest, type ChatRequest } from './chatRequest.ts';
import { nowMs } from './clock.ts';
import { promptTokens } from './completion.ts';
import { faults } from './faults.ts';
import type { ModelState } from './modelState.ts';
import type { Admission, LimitRefusal } from './rateLimits.ts';
import { readBody } from './readBody.ts';
import { retryAfterHeader } from './retryAfterHeader.ts';
import { sendError, type ErrorBody } from './sendError.ts';
import { prepareReply, sendReply } from './sendReply.ts';

/** `POST /v1/chat/completions`. */
export async function answerChat(
  state: ModelState,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const call = state.truth.arrive(response);
  const body = await readBody(incoming);
  if (body === null || response.destroyed) return;
  call.bodyBytes = body.length;
  const request = readChatRequest(body, state.config.keyPattern);
  if (request !== null) state.truth.identify(call, request);
  const refusal = refuse(state, incoming, request);
  if (request === null || refusal !== null) return sendRefusal(call, response, refusal ?? badBody);
  await admitAndAnswer(state, call, request, response);
}

async function admitAndAnswer(
  state: ModelState,
  call: CallRecord,
  request: ChatRequest,
  response: ServerResponse,
): Promise<void> {
  const { config, limits, goDown } = state;
  const now = nowMs();
  const admission = limits.admit(promptTokens(request, config), now);
  const headers = limits.headers(now);
  if (isRefusal(admission)) {
    const retryAfter = retryAfterHeader(admission.retryAfterMs, config.retryAfterAs);
    const refusal = limitRefusal(admission);
    return sendRefusal(call, response, refusal, { ...headers, ...retryAfter });
  }
  response.once('close', admission.end);
  const rule = state.plan.next(call);
  const exchange = { call, request, response, config, rule: rule ?? {}, admission, headers, goDown };
  const fault = rule === null ? null : faults[rule.fault];
  call.fault = rule?.fault ?? null;
  call.sound = fault?.sound ?? true;
  if (fault === null) await sendReply(exchange, await prepareReply(exchange));
  else await fault.play(exchange);
}

interface Refusal {
  refusedBy: CallRecord['refusedBy'];
  status: number;
  error: ErrorBody;
}

const badBody: Refusal = {
  refusedBy: 'body',
  status: 400,
  error: { message: 'The body is no chat request.', type: 'invalid_request_error', code: null },
};

function refuse(
  { config }: ModelState,
  incoming: IncomingMessage,
  request: ChatRequest | null,
): Refusal | null {
  const type = 'invalid_request_error';
  if (config.apiKey !== null && incoming.headers.authorization !== `Bearer ${config.apiKey}`) {
    const error = { message: 'Incorrect API key provided.', type, code: 'invalid_api_key' };
    return { refusedBy: 'apiKey', status: 401, error };
  }
  if (request === null) return null;
  if (config.models === null || config.models.includes(request.model))
    return config.reasons ? parameterRefusal(request) : null;
  const error = { message: `The model ${request.model} does not exist.`, type, code: 'model_not_found' };
  return { refusedBy: 'model', status: 404, error };
}

function parameterRefusal({ notForReasoning }: ChatRequest): Refusal | null {
  if (notForReasoning === null) return null;
  const message = `Unsupported parameter: '${notForReasoning}' is not supported with this model.`;
  const error = { message, type: 'invalid_request_error', code: 'unsupported_parameter' };
  return { refusedBy: 'body', status: 400, error };
}

const isRefusal = (answer: Admission | LimitRefusal): answer is LimitRefusal => 'retryAfterMs' in answer;

function limitRefusal({ limit }: LimitRefusal): Refusal {
  const type = limit === 'inFlight' ? 'concurrency' : limit;
  const error = { message: `Rate limit reached: ${type}.`, type, code: 'rate_limit_exceeded' };
  return { refusedBy: limit, status: 429, error };
}

function sendRefusal(
  call: CallRecord,
  response: ServerResponse,
  { refusedBy, status, error }: Refusal,
  headers: Record<string, string> = {},
): void {
  call.refusedBy = refusedBy;
  sendError({ call, response, headers }, status, error);
}
