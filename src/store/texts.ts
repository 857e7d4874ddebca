import { createHash } from 'node:crypto';
import type { Database } from './database.ts';
import { inParts } from './inParts.ts';

/** The name under which a text that many tasks share (a system prompt, a schema) is kept. */
export const textDigest = (text: string): string => createHash('sha256').update(text).digest('hex');

export const keepTexts = (db: Database, texts: Iterable<string>): Promise<void> =>
  inParts(db, [...texts], (text) =>
    db.run('insert or ignore into texts values (?, ?)', textDigest(text), text),
  );

export function readText(db: Database, digest: string): string | null {
  const row = db.get('select body from texts where digest = ?', digest);
  return row ? String(row['body']) : null;
}
