import type { Exchange } from './exchange.ts';

export interface ErrorBody {
  message: string;
  type: string;
  code: string | number | null;
}

/** An error as OpenAI writes it, sent at once. */
export function sendError(
  { call, response, headers }: Pick<Exchange, 'call' | 'response' | 'headers'>,
  status: number,
  error: ErrorBody,
): void {
  call.status = status;
  const body = JSON.stringify({ error: { ...error, param: null } });
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': length, ...headers });
  response.end(body);
}
