import { setTimeout as delay } from 'node:timers/promises';
import type { BatchProgress } from '../domain/batch.ts';

const fastestMs = 250;
/** Counting a large batch takes milliseconds; it may cost so much of the time. */
const shareOfTime = 20;

/** Tells how a batch stands while it runs; `stop` tells it a last time. */
export function tellProgress(
  batch: { progress(): Promise<BatchProgress> },
  tell: (progress: BatchProgress) => void,
): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  let shown = '';
  const look = async (): Promise<void> => {
    const found = await batch.progress();
    const text = JSON.stringify(found);
    if (text !== shown) tell(found);
    shown = text;
  };
  const telling = watch(look, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await telling;
      await look();
    },
  };
}

async function watch(look: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const begun = performance.now();
    await look();
    await pause(Math.max(fastestMs, (performance.now() - begun) * shareOfTime), signal);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
