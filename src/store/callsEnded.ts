import { countLeasesOfRun } from './countLeases.ts';
import type { Database } from './database.ts';
import { bookCutCalls } from './postSpend.ts';

/** Whether no call of the run is in flight any more; those of killed processes are booked, and not waited for. */
export function haveCallsEnded(db: Database, run: string): boolean {
  if (countLeasesOfRun(db, run) === 0) return true;
  bookCutCalls(db);
  return countLeasesOfRun(db, run) === 0;
}
