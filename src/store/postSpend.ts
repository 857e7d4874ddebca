import { addCells, cellOf, type SpendCell } from '../domain/spend.ts';
import type { SpendRange } from '../domain/ledger.ts';
import { now } from './clock.ts';
import type { Database } from './database.ts';
import { readJournal } from './journal.ts';
import { reapLeases } from './reapLeases.ts';
import type { Store } from './store.ts';

/** Lines read at a time. */
const pageLines = 1000;
/** Sums sent at a time: with the longest names 60 of them stay under the 64 KB of a payload. */
const maxCells = 60;

/** Books a range and answers the last number that is booked then. */
export type SendRange = (range: SpendRange) => Promise<number>;

/**
 * Sends the journal's sums to the ledger, in ranges that follow the last number it has. Safe to run any number of
 * times and at once in several processes: the ledger books each line once.
 * `asks`: asks for that number even when nothing is new, so that a ledger that was lost is built again.
 */
export async function postSpend(store: Store, send: SendRange, { asks = false } = {}): Promise<void> {
  bookCutCalls(store.durable);
  const journal = store.journalId;
  let last = readPosted(store.quick);
  for (let isFirst = true; ; isFirst = false) {
    const { to, cells } = sumsAfter(store.quick, last);
    if (to === last && !(asks && isFirst)) return;
    last = await send({ journal, from: last + 1, to, cells });
    // Only saves a question: a ledger that has less says so.
    store.quick.run('insert or replace into meta values (?, ?)', 'posted', String(last));
  }
}

/** All sums of the journal, as the ledger has them when everything is posted; `through`: up to this line. */
export function sumJournal(store: Store, through = Infinity): { last: number; cells: SpendCell[] } {
  const cells: SpendCell[] = [];
  for (let last = 0; ;) {
    const lines = readJournal(store.quick, last, pageLines).filter(({ seq }) => seq <= through);
    addCells(cells, lines.map(cellOf));
    const newest = lines.at(-1);
    if (!newest) return { last, cells };
    last = newest.seq;
  }
}

/** Books calls of killed processes, so that they are counted as cut. */
export function bookCutCalls(db: Database): void {
  for (const { provider } of db.all('select distinct provider from leases')) {
    db.transaction(() => reapLeases(db, String(provider), now()));
  }
}

function sumsAfter(db: Database, last: number): { to: number; cells: SpendCell[] } {
  const cells: SpendCell[] = [];
  let to = last;
  for (const line of readJournal(db, last, pageLines)) {
    addCells(cells, [cellOf(line)]);
    to = line.seq;
    if (cells.length === maxCells) break;
  }
  return { to, cells };
}

const readPosted = (db: Database): number =>
  Number(db.get('select value from meta where key = ?', 'posted')?.['value'] ?? 0);
