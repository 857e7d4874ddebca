import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from './database.ts';

/** A part lasts so long: that is what a call's start may have to wait. */
const partMs = 8;
/** Another process that waits for the store gets its turn within some of these. */
const gapMs = 1;

/** Writes any number of rows so that in between calls can start and replies be kept, here and in other processes. */
export async function inParts<T>(
  db: Database,
  rows: readonly T[],
  write: (row: T, index: number) => void,
): Promise<void> {
  for (let next = 0; next < rows.length;) {
    if (next > 0) await delay(gapMs);
    const until = performance.now() + partMs;
    next = db.transaction(() => {
      let index = next;
      // One at least, or a slow machine would never get on.
      do write(rows[index] as T, index);
      while (++index < rows.length && performance.now() < until);
      return index;
    });
  }
}
