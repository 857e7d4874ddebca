import type { ChatRequest } from './chatRequest.ts';
import type { Latency } from './faultConfig.ts';

/** Milliseconds for one call. */
export function sampleLatency(latency: Latency, random: () => number, request: ChatRequest): number {
  if (typeof latency === 'number') return latency;
  if (typeof latency === 'function') return latency(random, request);
  if ('ms' in latency) return latency.ms * (1 + latency.jitter * (2 * random() - 1));
  if ('medianMs' in latency) return latency.medianMs * Math.exp(latency.sigma * gaussian(random));
  return latency.samplesMs[Math.floor(random() * latency.samplesMs.length)] ?? 0;
}

/** Box-Muller. */
const gaussian = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
