import type { Progress } from './progress.ts';

/**
 * What a run will have cost at its end, in US dollars, when what is left costs as much as what was bought so far;
 * `null` while nothing tells: the price is not known, or nothing was bought. `free`: items that need no call, of the whole
 * run.
 */
export function projectedSpend(progress: Progress, spentUsd: number | null, free = 0): number | null {
  const { total, done, failed, reused, blank } = progress;
  const bought = done + failed - reused - blank;
  if (spentUsd === null || spentUsd === 0 || bought <= 0) return null;
  const freeLeft = Math.max(0, free - reused - blank);
  return spentUsd * (1 + Math.max(0, total - done - failed - freeLeft) / bought);
}
