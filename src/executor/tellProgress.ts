import { setTimeout as delay } from 'node:timers/promises';
import type { BatchProgress } from '../domain/batch.ts';

const fastestMs = 250;
/** Counting a large batch takes milliseconds; it may cost so much of the time. */
const shareOfTime = 20;

export interface Telling {
  /** Rejects with what `tell` has thrown; it is told nothing more then. */
  broken: Promise<never>;
  /** Tells it a last time. @throws what `tell` throws. */
  stop: () => Promise<void>;
}

/** Tells how a batch stands while it runs. */
export function tellProgress(
  batch: { progress(): Promise<BatchProgress> },
  tell: (progress: BatchProgress) => void,
): Telling {
  const stopping = new AbortController();
  let shown = '';
  const look = async (): Promise<void> => {
    const found = await batch.progress();
    const text = JSON.stringify(found);
    if (text !== shown) tell(found);
    shown = text;
  };
  const telling = watch(look, stopping.signal);
  const broken = telling.then(() => new Promise<never>(() => undefined));
  // Heard by `stop` at the latest: until then it must not end the process.
  broken.catch(() => undefined);
  return {
    broken,
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
