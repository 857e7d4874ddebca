import { now } from './clock.ts';
import type { Database } from './database.ts';
import { inParts } from './inParts.ts';

/** One thing to do. `name` is unique within the plan; `partOf` is what it is written with, e.g. its student. */
export interface PlanItem<T> {
  name: string;
  partOf: string;
  item: T;
}

/**
 * Keeps what a run is to do under the digest of its inputs and options: the engine only ever sees the digest.
 * `body` holds the options; while it is not there, neither is the plan. Writing the same plan again changes nothing.
 */
export async function writePlan<T>(
  db: Database,
  digest: string,
  body: unknown,
  items: readonly PlanItem<T>[],
): Promise<void> {
  if (readPlan(db, digest) !== null) return;
  // In the place of what a killed process may have left.
  await inParts(db, items, ({ name, partOf, item }, position) => {
    const text = JSON.stringify(item);
    db.run('insert or replace into plan_items values (?, ?, ?, ?, ?)', digest, position, name, partOf, text);
  });
  db.run('insert or ignore into plans values (?, ?, ?)', digest, JSON.stringify(body), now());
}

export function readPlan<T>(db: Database, digest: string): T | null {
  const row = db.get('select body from plans where digest = ?', digest);
  return row ? (JSON.parse(String(row['body'])) as T) : null;
}

/** Items `from` (included) to `to` (excluded), in order. */
export function readPlanItems<T>(db: Database, digest: string, from = 0, to = Number.MAX_SAFE_INTEGER): T[] {
  const range = 'digest = ? and position >= ? and position < ?';
  return db
    .all(`select item from plan_items where ${range} order by position`, digest, from, to)
    .map(toItem<T>);
}

export function readPlanPart<T>(db: Database, digest: string, partOf: string): T[] {
  const part = 'digest = ? and part_of = ?';
  return db.all(`select item from plan_items where ${part} order by position`, digest, partOf).map(toItem<T>);
}

export function readPlanItem<T>(db: Database, digest: string, name: string): T | null {
  const row = db.get('select item from plan_items where digest = ? and name = ?', digest, name);
  return row ? toItem<T>(row) : null;
}

export function readPlanItemAt<T>(db: Database, digest: string, position: number): T | null {
  const row = db.get('select item from plan_items where digest = ? and position = ?', digest, position);
  return row ? toItem<T>(row) : null;
}

/** The parts in order, e.g. the students. */
export function readPlanParts(db: Database, digest: string): string[] {
  const sql = 'select part_of from plan_items where digest = ? group by part_of order by min(position)';
  return db.all(sql, digest).map((row) => String(row['part_of']));
}

export function countPlanItems(db: Database, digest: string): number {
  return Number(db.get('select count(*) as n from plan_items where digest = ?', digest)?.['n']);
}

/** All items as they were written. */
export function readNamedPlanItems<T>(db: Database, digest: string): PlanItem<T>[] {
  const sql = 'select name, part_of, item from plan_items where digest = ? order by position';
  return db.all(sql, digest).map((row) => ({
    name: String(row['name']),
    partOf: String(row['part_of']),
    item: toItem<T>(row),
  }));
}

const toItem = <T>(row: { [column: string]: unknown }): T => JSON.parse(String(row['item'])) as T;
