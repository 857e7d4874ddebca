/** What attempts to call models came to. No zod here: workflows load this file. */
export interface Spend {
  /** Calls made, whatever became of them; `unusable`, `unknown` and `refused` are parts of it. */
  calls: number;
  inputTokens: number;
  /** Part of `inputTokens`. */
  cachedTokens: number;
  outputTokens: number;
  /** US dollars of the calls whose price is known. */
  knownUsd: number;
  /** Answered calls without a known price; their tokens count. */
  unpriced: number;
  /** Answered calls for which the provider told no tokens. */
  uncounted: number;
  /** Answered and paid, but the reply could not be used. */
  unusable: number;
  /** US dollars of those, part of `knownUsd`. */
  unusableUsd: number;
  /** Cut by a kill, a timeout or a lost connection, and not free: they may have been billed. */
  unknown: number;
  /** Answered with an error, nothing billed. */
  refused: number;
  /** Replies that came from the store: no call, no cost. */
  reused: number;
}

/** The spend of one assignment, step and model in one period: a day, or a month or year once it is old. */
export interface SpendCell extends Spend {
  assignment: string;
  step: string;
  model: string;
  /** `2026-11-24`, `2026-11` or `2026`; days are those of UTC. */
  period: string;
}

/** A line of the journal, as far as it is summed. */
export interface SpendLine {
  /** ms since 1970. */
  at: number;
  kind: 'used' | 'unusable' | 'refused' | 'unknown' | 'reused';
  assignment: string;
  step: string;
  model: string;
  inputTokens: number | null;
  cachedTokens: number | null;
  outputTokens: number | null;
  costUsd: number | null;
}

export const spendGroups = ['assignment', 'step', 'model', 'day'] as const;
export type SpendGroup = (typeof spendGroups)[number];

export const noSpend: Spend = {
  calls: 0,
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  knownUsd: 0,
  unpriced: 0,
  uncounted: 0,
  unusable: 0,
  unusableUsd: 0,
  unknown: 0,
  refused: 0,
  reused: 0,
};

/** Dollars of all calls; `null` when one of them has no known cost (unknown, not free). */
export const costOf = ({ knownUsd, unpriced, unknown }: Spend): number | null =>
  unpriced + unknown === 0 ? knownUsd : null;

export function addSpend(sum: Spend, more: Spend): void {
  for (const name of spendNames) sum[name] += more[name];
}

const spendNames = Object.keys(noSpend) as (keyof Spend)[];

export function totalSpend(parts: Iterable<Spend>): Spend {
  const sum = { ...noSpend };
  for (const part of parts) addSpend(sum, part);
  return sum;
}

/** Adds `more` to the cells; both keep one cell per assignment, step, model and period. */
export function addCells(cells: SpendCell[], more: readonly SpendCell[]): void {
  const known = new Map(cells.map((cell) => [keyOf(cell), cell]));
  for (const cell of more) {
    const same = known.get(keyOf(cell));
    if (same) addSpend(same, cell);
    else {
      const own = { ...cell };
      known.set(keyOf(own), own);
      cells.push(own);
    }
  }
}

const keyOf = ({ assignment, step, model, period }: SpendCell): string =>
  JSON.stringify([assignment, step, model, period]);

/** One journal line as a cell. */
export function cellOf(line: SpendLine): SpendCell {
  const { assignment, step, model } = line;
  const period = new Date(line.at).toISOString().slice(0, 10);
  return { assignment, step, model, period, ...spendOf(line) };
}

function spendOf(line: SpendLine): Spend {
  if (line.kind === 'reused') return { ...noSpend, reused: 1 };
  const sum = { ...noSpend, calls: 1 };
  if (line.kind === 'refused') return { ...sum, refused: 1 };
  if (line.kind === 'unknown') return line.costUsd === null ? { ...sum, unknown: 1 } : sum;
  const isUnusable = line.kind === 'unusable';
  return {
    ...sum,
    inputTokens: line.inputTokens ?? 0,
    cachedTokens: line.cachedTokens ?? 0,
    outputTokens: line.outputTokens ?? 0,
    knownUsd: line.costUsd ?? 0,
    unpriced: line.costUsd === null ? 1 : 0,
    uncounted: line.inputTokens === null || line.outputTokens === null ? 1 : 0,
    unusable: isUnusable ? 1 : 0,
    unusableUsd: isUnusable ? (line.costUsd ?? 0) : 0,
  };
}

/** Totals by one word, in the order of that word. */
export function spendBy(cells: readonly SpendCell[], group: SpendGroup): { name: string; spend: Spend }[] {
  const sums = new Map<string, Spend>();
  for (const cell of cells) {
    const name = group === 'day' ? cell.period : cell[group];
    const sum = sums.get(name) ?? { ...noSpend };
    addSpend(sum, cell);
    sums.set(name, sum);
  }
  const names = [...sums.keys()].sort();
  return names.map((name) => ({ name, spend: sums.get(name) ?? noSpend }));
}
