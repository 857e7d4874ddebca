import { setImmediate, setTimeout } from 'node:timers/promises';
import { nowMs } from './clock.ts';
import type { Exchange } from './exchange.ts';
import { sampleLatency } from './sampleLatency.ts';
import { seededRandom } from './seededRandom.ts';

/** Milliseconds from arrival to the end of the reply. */
export function latencyOf({ config, rule, call, request }: Exchange): number {
  const random = seededRandom(config.seed, request.hash, call.attempt ?? 0, 'latency');
  return rule.latencyMs ?? sampleLatency(config.latency, random, request);
}

/** Waits until `ms` after the call's arrival; false when the client is gone by then. */
export async function waitUntil({ call, response }: Exchange, ms: number): Promise<boolean> {
  const left = call.arrivedMs + ms - nowMs();
  if (left > 0) await setTimeout(Math.ceil(left), undefined, { ref: false });
  // One look at the sockets: a client that died during the wait is seen before the reply is written.
  await setImmediate();
  return !response.destroyed;
}
