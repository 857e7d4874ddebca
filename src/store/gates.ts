import { now } from './clock.ts';
import type { Database } from './database.ts';

/** Whether a run may start calls. A run without a gate is open. */
export interface Gate {
  state: 'open' | 'paused' | 'cancelled';
  reason: string | null;
}

/** `at`: when it was last opened or closed, in ms since 1970. */
export function readGate(db: Database, run: string): Gate & { at: number } {
  const row = db.get('select state, reason, at from gates where run = ?', run);
  if (!row) return { state: 'open', reason: null, at: 0 };
  const state = row['state'] as Gate['state'];
  return { state, reason: row['reason'] as string | null, at: Number(row['at']) };
}

export function writeGate(db: Database, run: string, gate: Gate): void {
  db.run('insert or replace into gates values (?, ?, ?, ?)', run, gate.state, gate.reason, now());
}
