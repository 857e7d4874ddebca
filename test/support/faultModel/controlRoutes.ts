import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { defaultWindowMs, type Controls } from './controls.ts';
import { readBody } from './readBody.ts';

const Body = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch (error) {
      context.addIssue(String(error));
      return z.NEVER;
    }
  })
  .pipe(z.looseObject({}));
const Outage = z.strictObject({ forMs: z.number().nonnegative().optional() });

type Route = (controls: Controls, query: URLSearchParams, body: object) => Promise<unknown>;

const routes: Record<string, Route> = {
  'GET /_stats': (controls, query) => controls.stats(Number(query.get('windowMs') ?? defaultWindowMs)),
  'GET /_calls': (controls, query) => controls.calls(Number(query.get('after') ?? 0)),
  'POST /_config': (controls, _, body) => controls.configure(body),
  'POST /_reset': (controls) => controls.reset(),
  'POST /_down': (controls, _, body) => controls.goDown(Outage.parse(body).forMs),
  'POST /_up': (controls) => controls.comeBack(),
};

/** The controls over HTTP; a wrong value is answered 400 with what was expected. */
export async function answerControl(
  controls: Controls,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const route = routes[`${incoming.method} ${url.pathname}`];
  const body = await readBody(incoming);
  if (route === undefined)
    return sendJson(response, 404, { error: 'No such path.', paths: Object.keys(routes) });
  try {
    const answer = await route(controls, url.searchParams, Body.parse(body?.toString() || '{}'));
    sendJson(response, 200, answer ?? { ok: true });
  } catch (error) {
    if (error instanceof z.ZodError) return sendJson(response, 400, { error: z.prettifyError(error) });
    throw error;
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}
