import { createHash } from 'node:crypto';
import type { ModelReply } from '../domain/modelReply.ts';
import { now } from './clock.ts';
import type { Database } from './database.ts';

/** The reply to the request with this hash; `null` when there is none that is whole. */
export function readReply(db: Database, hash: string): { reply: ModelReply } | null {
  const row = db.get('select body, checksum from replies where hash = ?', hash);
  if (!row) return null;
  const body = String(row['body']);
  if (checksum(body) !== row['checksum']) {
    setAside(db, hash);
    return null;
  }
  return { reply: JSON.parse(body) as ModelReply };
}

/** Call it inside the transaction that also writes the journal line. A later reply to the same request replaces it. */
export function writeReply(db: Database, hash: string, reply: ModelReply): void {
  const body = JSON.stringify(reply);
  db.run('insert or replace into replies values (?, ?, ?, ?)', hash, now(), body, checksum(body));
}

/** Tells one reply to a request from a later one; `null` when there is none. */
export const replyChecksum = (db: Database, hash: string): string | null =>
  (db.get('select checksum from replies where hash = ?', hash)?.['checksum'] as string | undefined) ?? null;

// A damaged reply is kept for a person to look at, and asked again.
function setAside(db: Database, hash: string): void {
  db.transaction(() => {
    db.run(
      'insert into replies_set_aside select hash, ?, body, checksum from replies where hash = ?',
      now(),
      hash,
    );
    db.run('delete from replies where hash = ?', hash);
  });
}

const checksum = (body: string): string => createHash('sha256').update(body).digest('hex');
