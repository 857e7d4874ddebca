import { createHash } from 'node:crypto';

/** The same `count` of them each time, spread over the list by a hash of their id, in the list's order. */
export function spread<T extends { id: string }>(all: readonly T[], count: number): T[] {
  const rank = ({ id }: T) => createHash('sha256').update(`spread:${id}`).digest('hex');
  const chosen = new Set([...all].sort((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, count));
  return all.filter((one) => chosen.has(one));
}
