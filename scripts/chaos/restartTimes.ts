import type { Evidence } from './evidence.ts';

/** Milliseconds from a restart to the next call, of kills that left nobody to call while work was left. */
export function restartTimes({ calls, kills }: Pick<Evidence, 'calls' | 'kills'>): number[] {
  return kills.flatMap(({ leavesNobody, restartedAtMs, overAtMs }, index) => {
    if (!leavesNobody || restartedAtMs === null) return [];
    const first = calls.find(({ arrivedMs }) => arrivedMs > restartedAtMs)?.arrivedMs ?? Infinity;
    const until = Math.min(kills[index + 1]?.atMs ?? Infinity, overAtMs ?? Infinity);
    return first < until ? [first - restartedAtMs] : [];
  });
}
