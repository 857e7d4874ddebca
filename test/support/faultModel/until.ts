import { setTimeout } from 'node:timers/promises';
import type { Controls } from './controls.ts';
import type { FaultStats } from './faultStats.ts';

const pollMs = 10;

/** Waits until the model's stats are as wished. @throws Error with the last stats after `timeoutMs`. */
export async function until(
  controls: Pick<Controls, 'stats'>,
  condition: (stats: FaultStats) => boolean,
  timeoutMs: number,
): Promise<FaultStats> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const stats = await controls.stats();
    if (condition(stats)) return stats;
    if (performance.now() > deadline) {
      throw new Error(`The fault model's stats did not come to be as wished: ${JSON.stringify(stats)}`);
    }
    await setTimeout(pollMs);
  }
}
