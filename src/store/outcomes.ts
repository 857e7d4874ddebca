import { now } from './clock.ts';
import type { Database, Row } from './database.ts';

/** What became of one item of a job (a page, a question, a task). `ref` is the hash of the reply it was read from. */
export interface Outcome {
  item: string;
  run: string;
  status: 'done' | 'blank' | 'failed';
  ref: string | null;
  reason: string | null;
  reused: boolean;
}

/** Keeps the outcome; a later run's outcome of the same item replaces it. */
export function writeOutcome(db: Database, job: string, outcome: Outcome): void {
  db.run(
    'insert or replace into outcomes values (?, ?, ?, ?, ?, ?, ?, ?)',
    job,
    outcome.item,
    outcome.run,
    outcome.status,
    outcome.ref,
    outcome.reason,
    outcome.reused ? 1 : 0,
    now(),
  );
}

export function readOutcome(db: Database, job: string, item: string): Outcome | null {
  const row = db.get('select * from outcomes where job = ? and item = ?', job, item);
  return row ? toOutcome(row) : null;
}

export function readOutcomes(db: Database, job: string): Outcome[] {
  return db.all('select * from outcomes where job = ?', job).map(toOutcome);
}

const toOutcome = (row: Row): Outcome => ({
  item: row['item'] as string,
  run: row['run'] as string,
  status: row['status'] as Outcome['status'],
  ref: row['ref'] as string | null,
  reason: row['reason'] as string | null,
  reused: row['reused'] === 1,
});
