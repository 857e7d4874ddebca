import type { Database } from './database.ts';

/** Remembers that an item failed for a file that cannot be read: no retry mends that. */
export function noteUnreadable(db: Database, job: string, item: string, reason: string): void {
  db.run('insert or replace into unreadable values (?, ?, ?)', job, item, reason);
}

/** Failed items of a run that still fail for such a file; one that fails otherwise since has another reason. */
export function countUnreadable(db: Database, job: string, run: string): number {
  const row = db.get(
    `select count(*) as n from outcomes join unreadable using (job, item, reason)
     where job = ? and run = ? and status = 'failed'`,
    job,
    run,
  );
  return Number(row?.['n']);
}
