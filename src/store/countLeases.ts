import type { Database } from './database.ts';

/** Calls in flight to a provider, over all processes. */
export const countLeases = (db: Database, provider: string): number =>
  Number(db.get('select count(*) as n from leases where provider = ?', provider)?.['n'] ?? 0);

/** Calls of one run that are in flight. */
export const countLeasesOfRun = (db: Database, run: string): number =>
  Number(db.get(`select count(*) as n from leases where call ->> '$.run' = ?`, run)?.['n'] ?? 0);
