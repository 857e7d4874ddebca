import type { Usage } from '../domain/cost.ts';
import type { Database } from './database.ts';

/** What one run has used so far; `costUsd` is `null` when one of its calls has no known price. */
export function usageOfRun(db: Database, run: string): Usage {
  const row = db.get(
    `select count(*) as calls, coalesce(sum(input_tokens), 0) as input, coalesce(sum(output_tokens), 0) as output,
       coalesce(sum(cost_usd), 0) as cost, count(*) - count(cost_usd) as unpriced
     from journal where run = ? and kind <> 'reused'`,
    run,
  );
  return {
    calls: Number(row?.['calls']),
    inputTokens: Number(row?.['input']),
    outputTokens: Number(row?.['output']),
    costUsd: row?.['unpriced'] === 0 ? Number(row['cost']) : null,
  };
}
