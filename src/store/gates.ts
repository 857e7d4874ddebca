import { now } from './clock.ts';
import type { Database } from './database.ts';

/** Whether a run may start calls. A run without a gate is open. */
export interface Gate {
  state: 'open' | 'paused' | 'cancelled';
  reason: string | null;
}

export function readGate(db: Database, run: string): Gate {
  const row = db.get('select state, reason from gates where run = ?', run);
  if (!row) return { state: 'open', reason: null };
  return { state: row['state'] as Gate['state'], reason: row['reason'] as string | null };
}

export function writeGate(db: Database, run: string, gate: Gate): void {
  db.run('insert or replace into gates values (?, ?, ?, ?)', run, gate.state, gate.reason, now());
}
