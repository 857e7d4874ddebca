import { budgetReached } from '../domain/budget.ts';
import { now } from './clock.ts';
import type { Database } from './database.ts';
import type { Call } from './journal.ts';

/** US dollars that all runs of an assignment together may cost; `null` without a cap. */
export function readBudget(db: Database, assignment: string): number | null {
  const row = db.get('select usd from budgets where assignment = ?', assignment);
  return row ? Number(row['usd']) : null;
}

/** The last one set holds for all processes and runs; `null` takes the cap away. */
export function setBudget(db: Database, assignment: string, usd: number | null): void {
  if (usd === null) db.run('delete from budgets where assignment = ?', assignment);
  else db.run('insert or replace into budgets values (?, ?, ?)', assignment, usd, now());
}

/** What an assignment has cost, calls in flight not counted. */
export interface Spending {
  /** Booked costs; a call whose cost never came counts with the highest it can have. */
  usd: number;
  /** Calls of which neither is known; `usd` is without them. */
  unpriced: number;
}

/** Adds the journal's new lines to the kept sum, so that the length of the journal does not matter. */
export function spendingOf(db: Database, assignment: string): Spending {
  const kept = db.get('select upto, usd, unpriced from spent where assignment = ?', assignment);
  const before = { upto: Number(kept?.['upto'] ?? 0), usd: Number(kept?.['usd'] ?? 0) };
  const more = db.get(sumOfNewLines, assignment, before.upto);
  const unpriced = Number(kept?.['unpriced'] ?? 0) + Number(more?.['unpriced'] ?? 0);
  if (!more || more['upto'] === null) return { usd: before.usd, unpriced };
  const usd = before.usd + Number(more['usd']);
  db.run('insert or replace into spent values (?, ?, ?, ?)', assignment, Number(more['upto']), usd, unpriced);
  return { usd, unpriced };
}

const sumOfNewLines = `select max(seq) as upto, coalesce(sum(coalesce(cost_usd, reserved_usd)), 0) as usd,
  coalesce(sum(cost_usd is null and reserved_usd is null), 0) as unpriced
  from journal indexed by journal_assignment_seq where assignment = ? and seq > ?`;

/** The highest price of calls whose cost never came, in US dollars: the part of the spending that is not known to be spent. */
export function reservedForCutCalls(db: Database, assignment: string): number {
  const sql = `select total(reserved_usd) as usd from journal where assignment = ? and kind = 'unknown' and cost_usd is null`;
  return Number(db.get(sql, assignment)?.['usd']);
}

/** Calls of a run that cost more than was reserved for them, and by how much together. */
export function costAboveReserve(db: Database, run: string): { calls: number; usd: number } {
  const row = db.get(
    `select count(*) as calls, total(cost_usd - reserved_usd) as usd from journal where run = ? and cost_usd > reserved_usd`,
    run,
  );
  return { calls: Number(row?.['calls']), usd: Number(row?.['usd']) };
}

/** `over`: it can never start under this budget. `tight`: calls in flight may yet cost so little that it fits. */
export type BudgetCheck = { kind: 'fits' } | { kind: 'over' | 'tight'; reason: string };

/** Whether the call's highest price still fits, beside what was spent and what calls in flight may cost. */
export function checkBudget(db: Database, call: Call): BudgetCheck {
  const budget = call.reservedUsd === 0 ? null : readBudget(db, call.assignment);
  if (budget === null) return { kind: 'fits' };
  if (call.reservedUsd === null) return { kind: 'over', reason: noPrice(call.model) };
  const { usd } = spendingOf(db, call.assignment);
  if (usd + call.reservedUsd > budget)
    return { kind: 'over', reason: budgetReached(budget, usd, call.reservedUsd) };
  if (usd + reservedInFlight(db, call.assignment) + call.reservedUsd <= budget) return { kind: 'fits' };
  return { kind: 'tight', reason: 'the budget has no room beside the calls in flight' };
}

function reservedInFlight(db: Database, assignment: string): number {
  const sum = `select coalesce(sum(reserved_usd), 0) as usd from leases where call ->> '$.assignment' = ?`;
  return Number(db.get(sum, assignment)?.['usd']);
}

const noPrice = (model: string): string =>
  `a budget needs the price of ${model}, and this worker knows none (AITA_PRICE_IN, AITA_PRICE_OUT)`;
