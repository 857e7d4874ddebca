import { setTimeout } from 'node:timers/promises';
import type { Exchange } from './exchange.ts';
import type { Fault } from './fault.ts';
import { latencyOf, waitUntil } from './replyTime.ts';
import { begin, prepareReply, sendReply } from './sendReply.ts';
import { event, type WireForm } from './wireForm.ts';

/** Replies that break on their way, or never come. */
export const wireFaults = {
  refuseConnections: { sound: false, play: ({ rule, goDown }) => goDown(rule.forMs ?? 1000) },
  resetBefore: { sound: false, play: resetBefore },
  resetMidway: { sound: false, play: resetMidway },
  stall: { sound: true, play: stall },
  // The client's own timeout, or the end of the model, ends the call.
  noReply: { sound: false, play: () => {} },
  truncatedBody: rewritten(({ parts }) => ({ parts: [firstHalf(parts.join(''))] })),
  wrongContentType: rewritten(() => ({ contentType: 'text/html' })),
  otherBody: rewritten(() => ({ parts: ['{"status":"ok"}'], usage: null })),
  errorInStream: rewritten(breakOff),
} satisfies Record<string, Fault>;

function rewritten(rewrite: (form: WireForm) => Partial<WireForm>): Fault {
  const play = async (exchange: Exchange) => {
    const form = await prepareReply(exchange);
    await sendReply(exchange, { ...form, ...rewrite(form) });
  };
  return { sound: false, play };
}

/** Half of the stream and an error object; an unstreamed reply is only the error. */
function breakOff({ parts }: WireForm): Partial<WireForm> {
  const error = { error: { code: 502, message: 'The vendor broke off.' } };
  if (parts.length === 1) return { parts: [JSON.stringify(error)], usage: null };
  return { parts: [...parts.slice(0, parts.length / 2), event(error)], usage: null };
}

async function resetBefore(exchange: Exchange): Promise<void> {
  if (await waitUntil(exchange, latencyOf(exchange))) reset(exchange);
}

async function resetMidway(exchange: Exchange): Promise<void> {
  if (!(await sendHalf(exchange, await prepareReply(exchange)))) return;
  reset(exchange);
}

/** Half of the reply, then nothing: for good, or for `forMs` and then the rest. */
async function stall(exchange: Exchange): Promise<void> {
  const form = await prepareReply(exchange);
  const { forMs } = exchange.rule;
  if (!(await sendHalf(exchange, form)) || forMs === undefined) return;
  await setTimeout(forMs, undefined, { ref: false });
  if (!exchange.response.destroyed) exchange.response.end(secondHalf(form.parts.join('')));
}

/** Resolves when the half is on its way; false when the client is gone. */
async function sendHalf(exchange: Exchange, form: WireForm): Promise<boolean> {
  if (!(await waitUntil(exchange, latencyOf(exchange)))) return false;
  begin(exchange, form);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  exchange.response.write(firstHalf(form.parts.join('')), (error) => resolve(!error));
  return promise;
}

function reset({ call, response }: Exchange): void {
  call.cut = true;
  response.socket?.resetAndDestroy();
}

const firstHalf = (text: string): string => text.slice(0, text.length / 2);
const secondHalf = (text: string): string => text.slice(text.length / 2);
