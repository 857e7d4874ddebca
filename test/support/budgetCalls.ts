import { join } from 'node:path';
import { Database } from '../../src/store/database.ts';
import { writeJournal, type Call } from '../../src/store/journal.ts';
import { cutAttempt } from '../../src/store/journal.ts';
import { endLease, takeLease } from '../../src/store/limiter.ts';
import { aCall, aReply, usedAttempt } from './calls.ts';
import { temporaryFolder } from './temporaryFolder.ts';

export const openDatabase = (): Database => {
  const db = new Database(join(temporaryFolder(), 'store.db'), { durable: false });
  db.migrate();
  return db;
};

/** A call of this highest price. */
export const costing = (hash: string, reservedUsd: number | null, more: Partial<Call> = {}): Call =>
  aCall({ hash, reservedUsd, ...more });

/** Books the call; `null`: it was cut. */
export function end(db: Database, call: Call, costUsd: number | null): void {
  const attempt = costUsd === null ? cutAttempt('cut', 1) : usedAttempt(aReply({ costUsd }));
  db.transaction(() => {
    writeJournal(db, 1, call, attempt);
    endLease(db, call.hash);
  });
}

/** `granted`, or what it waits for. */
export const ask = (db: Database, call: Call): string => {
  const take = takeLease(db, call);
  return take.kind === 'wait' ? take.why : take.kind;
};
