import type { Exchange } from './exchange.ts';
import type { Fault } from './fault.ts';
import { latencyOf, waitUntil } from './replyTime.ts';
import { retryAfterHeader } from './retryAfterHeader.ts';
import { sendError, type ErrorBody } from './sendError.ts';

type Status = 400 | 401 | 402 | 403 | 404 | 408 | 409 | 422 | 429 | 500 | 502 | 503 | 504 | 529;

const bodies: Record<Status, ErrorBody> = {
  400: { message: 'Invalid request.', type: 'invalid_request_error', code: 'invalid_request' },
  401: { message: 'Incorrect API key provided.', type: 'invalid_request_error', code: 'invalid_api_key' },
  402: { message: 'Insufficient credits.', type: 'insufficient_credits', code: 402 },
  403: { message: 'Your key may not use this model.', type: 'permission_error', code: 'forbidden' },
  404: { message: 'The model does not exist.', type: 'invalid_request_error', code: 'model_not_found' },
  408: { message: 'The request timed out.', type: 'timeout', code: 'request_timeout' },
  409: { message: 'The request conflicts with another.', type: 'conflict', code: 'conflict' },
  422: { message: 'Unprocessable request.', type: 'invalid_request_error', code: 'unprocessable' },
  429: { message: 'Rate limit reached.', type: 'requests', code: 'rate_limit_exceeded' },
  500: { message: 'The server had an error.', type: 'server_error', code: 'server_error' },
  502: { message: 'Bad gateway.', type: 'server_error', code: 'bad_gateway' },
  503: { message: 'The model is overloaded.', type: 'server_error', code: 'overloaded' },
  504: { message: 'Gateway timeout.', type: 'server_error', code: 'gateway_timeout' },
  529: { message: 'Overloaded.', type: 'overloaded_error', code: 'overloaded' },
};

const noQuota: ErrorBody = {
  message: 'You exceeded your current quota, please check your plan and billing details.',
  type: 'insufficient_quota',
  code: 'insufficient_quota',
};

/** As OpenRouter says it. */
const noSuchModel: ErrorBody = {
  message: 'vendor/no-model is not a valid model ID',
  type: 'invalid_request_error',
  code: 400,
};

export const errorFaults = {
  http400: statusFault(400),
  http401: statusFault(401),
  http402: statusFault(402),
  http403: statusFault(403),
  http404: statusFault(404),
  http408: statusFault(408),
  http409: statusFault(409),
  http422: statusFault(422),
  http429: statusFault(429),
  http500: statusFault(500),
  http502: statusFault(502),
  http503: statusFault(503),
  http504: statusFault(504),
  http529: statusFault(529),
  quotaExhausted: statusFault(429, noQuota),
  invalidModel: statusFault(400, noSuchModel),
  errorIn200: { sound: false, play: playErrorIn200 },
  htmlError200: htmlFault(200),
  htmlError502: htmlFault(502),
} satisfies Record<string, Fault>;

function statusFault(status: Status, body: ErrorBody = bodies[status]): Fault {
  const play = async (exchange: Exchange) => {
    const { rule, config, headers } = exchange;
    if (!(await isTimeForError(exchange))) return;
    const retryAfter = retryAfterHeader(rule.retryAfterMs, rule.retryAfterAs ?? config.retryAfterAs);
    sendError({ ...exchange, headers: { ...headers, ...retryAfter } }, status, body);
  };
  return { sound: false, play };
}

/** As OpenRouter does when the vendor behind it fails. */
async function playErrorIn200(exchange: Exchange): Promise<void> {
  if (await isTimeForError(exchange)) sendError(exchange, 200, bodies[502]);
}

function htmlFault(status: number): Fault {
  const play = async (exchange: Exchange) => {
    if (!(await isTimeForError(exchange))) return;
    const { call, response, headers } = exchange;
    call.status = status;
    response.writeHead(status, { ...headers, 'content-type': 'text/html' });
    response.end('<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>');
  };
  return { sound: false, play };
}

/** Errors come at once, unless the rule says when. */
const isTimeForError = (exchange: Exchange): Promise<boolean> =>
  waitUntil(exchange, exchange.rule.latencyMs === undefined ? 0 : latencyOf(exchange));
