import { roundUsd, type Usage } from '../domain/cost.ts';
import type { Database, Row } from './database.ts';

const sums = `select count(*) as calls, coalesce(sum(input_tokens), 0) as input,
    coalesce(sum(output_tokens), 0) as output, coalesce(sum(cost_usd), 0) as cost, count(*) - count(cost_usd) as unpriced,
    count(*) filter (where kind = 'unknown' and cost_usd is null) as cut
  from journal where kind <> 'reused' and run = ?`;

/** What the calls of one run that started since then have used (ms since 1970); `costUsd` is `null` when one of its calls has no known price. */
export const usageOfRun = (db: Database, run: string, since = 0): Usage =>
  toUsage(db.get(`${sums} and coalesce(started_at, at) >= ?`, run, since));

export interface KnownSpend {
  /** US dollars of the calls with a price. */
  spentUsd: number;
  /** Calls whose cost is not known: cut ones, and those of a model without a price. */
  unpriced: number;
  /** Part of `unpriced`: cut calls, which may have been billed. */
  cut: number;
}

/** What is known of a run's cost. */
export function knownSpendOfRun(db: Database, run: string): KnownSpend {
  const row = db.get(sums, run);
  return {
    spentUsd: roundUsd(Number(row?.['cost'])),
    unpriced: Number(row?.['unpriced']),
    cut: Number(row?.['cut']),
  };
}

/** What calls for one item of a run have used; calls that started before `since` (ms since 1970) do not count. */
export const usageOfItem = (db: Database, run: string, item: string, since: number): Usage =>
  toUsage(db.get(`${sums} and item = ? and coalesce(started_at, at) >= ?`, run, item, since));

/** Time that a run's calls took from leaving the limiter to their answer, and the items they were for. */
export function callTimeOfRun(db: Database, run: string, since: number): { ms: number; items: number } {
  const row = db.get(
    `select coalesce(sum(at - started_at), 0) as ms, count(distinct item) as items
     from journal where run = ? and started_at >= ?`,
    run,
    since,
  );
  return { ms: Number(row?.['ms']), items: Number(row?.['items']) };
}

function toUsage(row: Row | undefined): Usage {
  return {
    calls: Number(row?.['calls']),
    inputTokens: Number(row?.['input']),
    outputTokens: Number(row?.['output']),
    costUsd: row?.['unpriced'] === 0 ? roundUsd(Number(row['cost'])) : null,
  };
}
