import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { now } from './clock.ts';
import type { Database, Row } from './database.ts';
import { leaseMs } from './limiter.ts';
import { isAlive, ownProcess } from './processes.ts';

/** A worker that calls models for this folder; a program may have several. */
export interface LiveWorker {
  pid: number;
  host: string;
  /** Whether that is this host. */
  isHere: boolean;
  /** Short hash of `endpoint`. */
  provider: string;
  /** As written in plans: a base URL, or `offline`. */
  endpoint: string;
  /** The assignment whose run it carries on an engine of its own, for nobody else; `null`: it works for the folder. */
  apartFor: string | null;
  /** ms since 1970. */
  since: number;
}

const host = hostname();

/** Lists a worker of this process, and gives what to forget it by. */
export function noteWorker(
  db: Database,
  worker: Pick<LiveWorker, 'provider' | 'endpoint' | 'apartFor'>,
): string {
  const id = randomUUID();
  db.run(
    'insert into live_workers values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    id,
    ownProcess.pid,
    ownProcess.started,
    host,
    worker.provider,
    worker.endpoint,
    worker.apartFor,
    now(),
    now(),
  );
  return id;
}

export function forgetWorker(db: Database, id: string): void {
  db.run('delete from live_workers where id = ?', id);
}

/** All of this process. */
export function forgetWorkers(db: Database): void {
  db.run('delete from live_workers where pid = ? and host = ?', ownProcess.pid, host);
}

/** Workers of another host cannot be checked by pid: they count until they were not seen for a minute. */
export function renewWorkers(db: Database): void {
  db.run('update live_workers set seen_at = ? where pid = ? and host = ?', now(), ownProcess.pid, host);
}

/** All that live, those of this process included, oldest first; the dead are taken off the list. */
export function liveWorkers(db: Database): LiveWorker[] {
  const live = [];
  for (const row of db.all('select * from live_workers order by since')) {
    if (lives(row)) live.push(toWorker(row));
    else forgetWorker(db, String(row['id']));
  }
  return live;
}

/** Others that carry on the folder's runs with this provider when this process stops. */
export function otherWorkers(db: Database, provider: string): LiveWorker[] {
  return liveWorkers(db).filter(
    (worker) => worker.provider === provider && worker.apartFor === null && !isOwn(worker),
  );
}

const isOwn = (worker: LiveWorker): boolean => worker.pid === ownProcess.pid && worker.host === host;

const lives = (row: Row): boolean =>
  row['host'] === host
    ? isAlive(Number(row['pid']), String(row['process_started']))
    : Number(row['seen_at']) > now() - leaseMs;

const toWorker = (row: Row): LiveWorker => ({
  pid: row['pid'] as number,
  host: row['host'] as string,
  isHere: row['host'] === host,
  provider: row['provider'] as string,
  endpoint: row['endpoint'] as string,
  apartFor: row['apart_for'] as string | null,
  since: row['since'] as number,
});
