import { hostname } from 'node:os';
import type { Database, Row } from './database.ts';
import { cutAttempt, writeJournal, type Call } from './journal.ts';
import { isAlive, ownProcess } from './processes.ts';

const host = hostname();

/** Books calls of dead processes as `unknown` (they may have been billed) and frees their places. */
export function reapLeases(db: Database, provider: string, at: number): number {
  const dead = deadLeases(db, provider, at);
  for (const row of dead) {
    const call = { ...(JSON.parse(String(row['call'])) as Call) };
    writeJournal(db, at, call, cutAttempt('the process that made the call died', Number(row['taken_at'])));
    db.run('delete from leases where hash = ?', String(row['hash']));
  }
  return dead.length;
}

/** Each process is looked up once, this one never: a full width of own calls is the usual case, and asked about often. */
function deadLeases(db: Database, provider: string, at: number): Row[] {
  const leases = 'from leases where provider = ? and host';
  const own = [ownProcess.pid, ownProcess.started];
  const others = db.all(
    `select distinct pid, process_started ${leases} = ? and (pid <> ? or process_started <> ?)`,
    provider,
    host,
    ...own,
  );
  const gone = others.filter((row) => !isAlive(Number(row['pid']), String(row['process_started'])));
  const ofGone = gone.flatMap((row) =>
    db.all(
      `select * ${leases} = ? and pid = ? and process_started = ?`,
      provider,
      host,
      ...Object.values(row),
    ),
  );
  return [...ofGone, ...db.all(`select * ${leases} <> ? and expires_at < ?`, provider, host, at)];
}

export function reapAll(db: Database, at: number): number {
  const providers = db.all('select distinct provider from leases');
  return providers.reduce((sum, row) => sum + reapLeases(db, String(row['provider']), at), 0);
}
