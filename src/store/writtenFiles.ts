import { createHash } from 'node:crypto';
import type { Database } from './database.ts';

/** To be called before a file gets this content: a kill in the middle leaves it or the one before, and both are ours. */
export function noteFileToWrite(db: Database, path: string, text: string): void {
  db.run('insert or replace into files_to_write values (?, ?)', path, digestOf(text));
}

/** The file has this content, which is ours. */
export function noteWrittenFile(db: Database, path: string, text: string): void {
  db.transaction(() => {
    db.run('insert or replace into written_files values (?, ?)', path, digestOf(text));
    db.run('delete from files_to_write where path = ?', path);
  });
}

/** Whether this content of a file is ours; any other is a person's edit. */
export const isWrittenFile = (db: Database, path: string, content: string | Buffer): boolean =>
  db.get(
    `select 1 from (select * from written_files union all select * from files_to_write) where path = ? and digest = ?`,
    path,
    digestOf(content),
  ) !== undefined;

const digestOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
