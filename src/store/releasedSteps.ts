import { now } from './clock.ts';
import type { Database } from './database.ts';

const keptMs = 24 * 3_600_000;

/**
 * Whether this process is the one that gives out again an attempt (`step`) that a dead worker holds; true once over all
 * processes. Of two workers that start together the second would else end the attempt that the first has just begun.
 */
export function claimRelease(db: Database, step: string): boolean {
  return db.transaction(() => {
    const at = now();
    db.run('delete from released_steps where at < ?', at - keptMs);
    if (db.get('select 1 from released_steps where step = ?', step)) return false;
    db.run('insert into released_steps values (?, ?)', step, at);
    return true;
  });
}
