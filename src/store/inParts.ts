import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from './database.ts';

/** Written in a few milliseconds. */
const rowsAtOnce = 250;
/** Another process that waits for the store gets its turn within some of these. */
const gapMs = 1;

/** Writes any number of rows so that in between calls can start and replies be kept, here and in other processes. */
export async function inParts<T>(
  db: Database,
  rows: readonly T[],
  write: (row: T, index: number) => void,
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    if (from > 0) await delay(gapMs);
    const part = rows.slice(from, from + rowsAtOnce);
    db.transaction(() => part.forEach((row, index) => write(row, from + index)));
  }
}
