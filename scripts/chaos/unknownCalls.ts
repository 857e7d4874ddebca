import type { Evidence } from './evidence.ts';

export interface UnknownCalls {
  total: number;
  mostPerKill: number;
  /** Those that no kill explains. */
  unexplained: string[];
}

/** Calls booked as `unknown` because they were cut, by the kill that cut them. Broken connections are the model's doing. */
export function unknownCalls({
  journal,
  openLeases,
  kills,
}: Pick<Evidence, 'journal' | 'openLeases' | 'kills'>): UnknownCalls {
  const cut = journal.filter(({ kind, reason }) => kind === 'unknown' && !reason?.startsWith('item:'));
  const calls = [...cut, ...openLeases];
  const cuts = kills.filter(({ cutsCalls }) => cutsCalls);
  const perKill = new Map<number, number>();
  const unexplained: string[] = [];
  for (const { assignment, item, startedAt } of calls) {
    const index = cuts.findIndex(({ atMs }) => atMs >= (startedAt ?? Infinity));
    if (index < 0) unexplained.push(`${assignment} ${item}: unknown, and nothing was killed`);
    perKill.set(index, (perKill.get(index) ?? 0) + 1);
  }
  return { total: calls.length, mostPerKill: Math.max(0, ...perKill.values()), unexplained };
}
