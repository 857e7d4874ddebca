import { addCells, type SpendCell } from './spend.ts';

/** All spend of a data folder, journal by journal. No zod here: the ledger's workflow loads this file. */
export interface Ledger {
  journals: LedgerJournal[];
}

/** A store that is deleted and made again starts another journal. */
export interface LedgerJournal {
  id: string;
  /** Number of its last line that is booked. */
  last: number;
  cells: SpendCell[];
}

/** The sums of journal lines `from` to `to`, both included. */
export interface SpendRange {
  journal: string;
  from: number;
  to: number;
  cells: SpendCell[];
}

/** The ledger goes from run to run as one payload; a payload may have 64 KB. */
export const maxLedgerBytes = 56 * 1024;
/** Folding goes on to here, so that it is seldom needed. */
const foldedBytes = maxLedgerBytes * 0.75;
/** Journals with a number of their own; more than a course ever has, unless its stores are deleted often. */
const maxJournals = 50;
/** Days (or months, or years) that keep their detail as long as older ones have some to give up. */
const recentPeriods = 14;
const earlier = 'earlier';

/**
 * Books a range that begins right after the last number the ledger has for its journal, and answers the last
 * number it has then. Any other range is not booked: what it has is not booked twice, and a gap is closed by
 * the sender, who goes on after the answered number.
 */
export function bookRange(ledger: Ledger, { journal, from, to, cells }: SpendRange): number {
  const book = ledger.journals.find(({ id }) => id === journal) ?? newJournal(ledger, journal);
  if (from !== book.last + 1 || to < from) return book.last;
  addCells(book.cells, cells);
  book.last = to;
  fold(ledger);
  return book.last;
}

function newJournal(ledger: Ledger, id: string): LedgerJournal {
  const book = { id, last: 0, cells: [] };
  ledger.journals.push(book);
  const own = ledger.journals.filter((other) => other.id !== earlier);
  if (own.length > maxJournals) mergeOldest(ledger, own[0] as LedgerJournal);
  return book;
}

function mergeOldest(ledger: Ledger, oldest: LedgerJournal): void {
  const rest = ledger.journals.filter((book) => book !== oldest && book.id !== earlier);
  const sum = ledger.journals.find(({ id }) => id === earlier) ?? { id: earlier, last: 0, cells: [] };
  addCells(sum.cells, oldest.cells);
  ledger.journals = [sum, ...rest];
}

/** Makes the ledger small enough by giving up detail of the oldest periods first; no sum changes. */
function fold(ledger: Ledger): void {
  if (bytesOf(ledger) <= maxLedgerBytes) return;
  for (const spared of [recentPeriods, 0]) {
    for (const coarser of coarsenings) foldPeriods(ledger, coarser, spared);
  }
}

function foldPeriods(ledger: Ledger, coarser: Coarser, spared: number): void {
  const periods = periodsOf(ledger);
  for (const period of periods.slice(0, Math.max(periods.length - spared, 0))) {
    if (bytesOf(ledger) <= foldedBytes) return;
    for (const book of ledger.journals) book.cells = coarsened(book.cells, period, coarser);
  }
}

type Coarser = (cell: SpendCell) => SpendCell;

/** In order: days become months, months years; then models, steps and names of old assignments go. */
const coarsenings: Coarser[] = [
  (cell) => ({ ...cell, period: cell.period.slice(0, 7) }),
  (cell) => ({ ...cell, period: cell.period.slice(0, 4) }),
  (cell) => ({ ...cell, model: 'all models' }),
  (cell) => ({ ...cell, step: 'all steps' }),
  (cell) => ({ ...cell, assignment: earlier }),
];

const periodsOf = ({ journals }: Ledger): string[] =>
  [...new Set(journals.flatMap(({ cells }) => cells.map(({ period }) => period)))].sort();

function coarsened(cells: SpendCell[], period: string, coarser: Coarser): SpendCell[] {
  const folded: SpendCell[] = [];
  addCells(
    folded,
    cells.map((cell) => (cell.period === period ? coarser(cell) : cell)),
  );
  return folded;
}

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;
