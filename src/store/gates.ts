import { askedToPause } from '../domain/batch.ts';
import { now } from './clock.ts';
import type { Database } from './database.ts';

/** Whether a run may start calls. A run without a gate is open. `trying`: one call, which finds out whether calls work again. */
export interface Gate {
  state: 'open' | 'trying' | 'paused' | 'cancelled';
  reason: string | null;
}

/** `at`: when it was last opened or closed, in ms since 1970. */
export function readGate(db: Database, run: string): Gate & { at: number } {
  const row = db.get('select state, reason, at from gates where run = ?', run);
  if (!row) return { state: 'open', reason: null, at: 0 };
  const state = row['state'] as Gate['state'];
  return { state, reason: row['reason'] as string | null, at: Number(row['at']) };
}

/** For good, also while the engine has not ended it yet. */
export const isCancelled = (db: Database, run: string): boolean => readGate(db, run).state === 'cancelled';

/** A cancelled run stays so. */
export function writeGate(db: Database, run: string, { state, reason }: Gate): void {
  db.run(
    `insert into gates values (?, ?, ?, ?) on conflict (run) do update
     set state = excluded.state, reason = excluded.reason, at = excluded.at where state <> 'cancelled'`,
    run,
    state,
    reason,
    now(),
  );
}

/** Lets a paused run go on: with one call at first, unless a person or a program asked for the pause. */
export function openGate(db: Database, run: string): void {
  db.transaction(() => {
    const { state, reason } = readGate(db, run);
    if (state !== 'paused') return;
    const isTrial = !reason?.startsWith(askedToPause);
    writeGate(db, run, isTrial ? { state: 'trying', reason } : { state: 'open', reason: null });
  });
}

/** A call was answered: whatever had paused the run is over. */
export function noteTrialWorked(db: Database, run: string): void {
  db.run(`update gates set state = 'open', reason = null where run = ? and state = 'trying'`, run);
}
