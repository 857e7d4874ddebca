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

/** Later than any time. */
const notNotedYet = Number.MAX_SAFE_INTEGER;

/**
 * Keeps the outcome; a later run's outcome of the same item replaces it. An earlier run's does not: its last calls may
 * end when the next run has found their replies in the store.
 */
export function writeOutcome(db: Database, job: string, outcome: Outcome): void {
  db.run(
    `insert into outcomes values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (job, item) do update set run = excluded.run,
       status = excluded.status, ref = excluded.ref, reason = excluded.reason, reused = excluded.reused, at = excluded.at
     where excluded.run = outcomes.run
       or coalesce((select at from runs where run = outcomes.run), 0)
         <= coalesce((select at from runs where run = excluded.run), ${notNotedYet})`,
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

/** The first `most` outcomes of a run that were kept at `at` (ms since 1970) or later, oldest first. */
export function readOutcomesSince(
  db: Database,
  run: string,
  at: number,
  most: number,
): (Outcome & { at: number })[] {
  const rows = db.all('select * from outcomes where run = ? and at >= ? order by at limit ?', run, at, most);
  return rows.map(toTimed);
}

/** Outcomes of a run's items that a later run of the same plan has kept in their place. */
export function readTakenOver(db: Database, job: string, run: string): (Outcome & { at: number })[] {
  const rows = db.all(
    `select outcomes.* from outcomes join runs as later using (job, run) join runs as this on this.run = ?
     where outcomes.job = ? and later.at > this.at and later.plan = this.plan`,
    run,
    job,
  );
  return rows.map(toTimed);
}

/** The newest outcomes of a run that were kept after `since` (ms since 1970), newest first. */
export function lastOutcomes(
  db: Database,
  run: string,
  { since, most }: { since: number; most: number },
): Outcome[] {
  const sql = 'select * from outcomes where run = ? and at > ? order by at desc limit ?';
  return db.all(sql, run, since, most).map(toOutcome);
}

export interface OutcomeCounts {
  done: number;
  failed: number;
  reused: number;
  blank: number;
}

/** `done` includes the blank and the reused ones. */
export function countOutcomes(db: Database, job: string, run: string): OutcomeCounts {
  const row = db.get(
    `select coalesce(sum(status <> 'failed'), 0) as done, coalesce(sum(status = 'failed'), 0) as failed,
       coalesce(sum(reused), 0) as reused, coalesce(sum(status = 'blank'), 0) as blank
     from outcomes where job = ? and run = ?`,
    job,
    run,
  );
  const count = (name: string) => Number(row?.[name]);
  return { done: count('done'), failed: count('failed'), reused: count('reused'), blank: count('blank') };
}

export interface OutcomeTimes {
  /** Items that calls of the run had done by then. */
  doneBefore: number;
  /** When the first and the last outcome were kept, ms since 1970; 0 without any. */
  first: number;
  last: number;
}

export function outcomeTimes(db: Database, run: string, at: number): OutcomeTimes {
  const row = db.get(
    `select coalesce(sum(at < ? and reused = 0 and status <> 'failed'), 0) as before, coalesce(min(at), 0) as first,
       coalesce(max(at), 0) as last
     from outcomes where run = ?`,
    at,
    run,
  );
  return {
    doneBefore: Number(row?.['before']),
    first: Number(row?.['first']),
    last: Number(row?.['last']),
  };
}

/** Remembers which plan a run carried out, for when the engine has forgotten it. */
export function noteRun(db: Database, job: string, run: string, plan: string): void {
  if (db.get('select 1 from runs where run = ?', run)) return;
  // Later than the one before also when the clock was set back since.
  const sql = `insert or ignore into runs values
    (?1, ?2, ?3, max(?4, coalesce((select max(at) from runs where job = ?1) + 1, 0)))`;
  db.run(sql, job, run, plan, now());
}

export function lastPlanOf(db: Database, job: string): string | null {
  const row = db.get('select plan from runs where job = ? order by at desc limit 1', job);
  return row ? String(row['plan']) : null;
}

/** The plan of the newest run that has left a failure which no later run has mended; `null` without any. */
export function lastPlanWithFailures(db: Database, job: string): string | null {
  const row = db.get(
    `select plan from outcomes join runs using (job, run) where job = ? and status = 'failed'
     order by runs.at desc limit 1`,
    job,
  );
  return row ? String(row['plan']) : null;
}

/** The newest run of a job, for when the engine has forgotten it. */
export function lastRunOf(db: Database, job: string): { runId: string; plan: string } | null {
  const row = db.get('select run, plan from runs where job = ? order by at desc limit 1', job);
  return row ? { runId: String(row['run']), plan: String(row['plan']) } : null;
}

const toTimed = (row: Row): Outcome & { at: number } => ({ ...toOutcome(row), at: Number(row['at']) });

const toOutcome = (row: Row): Outcome => ({
  item: row['item'] as string,
  run: row['run'] as string,
  status: row['status'] as Outcome['status'],
  ref: row['ref'] as string | null,
  reason: row['reason'] as string | null,
  reused: row['reused'] === 1,
});
