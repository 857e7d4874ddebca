import { hash } from 'node:crypto';
import { countUsage, makeCompletion, type Completion } from './completion.ts';
import type { Exchange } from './exchange.ts';
import { latencyOf, waitUntil } from './replyTime.ts';
import { jsonForm, streamForm, type WireForm } from './wireForm.ts';

export type Reshape = (completion: Completion, exchange: Exchange) => Completion;

const asItIs: Reshape = (completion) => completion;

/** Makes the reply and gives its form on the wire. */
export async function prepareReply(exchange: Exchange, reshape: Reshape = asItIs): Promise<WireForm> {
  const { call, request, config, admission } = exchange;
  const completion = reshape(await makeCompletion(request, config), exchange);
  const usage = countUsage(completion, request, config);
  admission.correct(usage.inputTokens + usage.outputTokens);
  const sendsUsage = completion.hasUsage && (request.includeUsage || !request.stream);
  const input = {
    id: `chatcmpl-${call.number}`,
    model: request.model,
    completion,
    usage: sendsUsage ? usage : null,
    cachedTokens: config.cachedTokens,
    thoughtTokens: config.thoughtTokens,
  };
  return {
    contentType: request.stream ? 'text/event-stream' : 'application/json',
    parts: request.stream ? streamForm(input) : jsonForm(input),
    usage: input.usage,
    contentHash: hash('sha256', completion.content ?? ''),
  };
}

/** A reply in one piece after the latency, or a stream spread over it. */
export async function sendReply(exchange: Exchange, form: WireForm): Promise<void> {
  const { request, response } = exchange;
  const latency = latencyOf(exchange);
  if (!request.stream) return sendWhole(exchange, form, latency);
  for (const [index, part] of form.parts.entries()) {
    if (!(await waitUntil(exchange, latency * shareOfLatency(index, form.parts.length)))) return;
    if (index === 0) begin(exchange, form);
    response.write(part);
  }
  response.end();
}

async function sendWhole(exchange: Exchange, form: WireForm, latency: number): Promise<void> {
  if (!(await waitUntil(exchange, latency))) return;
  const body = Buffer.from(form.parts.join(''));
  begin(exchange, form, { 'content-length': String(body.length) });
  exchange.response.end(body);
}

/** The status line of a 200; from here on the provider has counted the tokens. */
export function begin(exchange: Exchange, form: WireForm, headers: Record<string, string> = {}): void {
  const { call, response } = exchange;
  call.status = 200;
  call.usage = form.usage;
  call.contentHash = form.contentHash;
  response.writeHead(200, { 'content-type': form.contentType, ...exchange.headers, ...headers });
}

/** The first token comes after 30 % of the latency, the last at its end. */
const shareOfLatency = (index: number, parts: number): number => 0.3 + (0.7 * (index + 1)) / parts;
