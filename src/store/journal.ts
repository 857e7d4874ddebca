import type { Database, Row } from './database.ts';

/**
 * What became of one attempt to call a model.
 * `used`: a reply that was read. `unusable`: paid, but it cannot be used. `refused`: an error answer, nothing billed.
 * `unknown`: the call was cut (kill, timeout, lost connection); it may have been billed. `reused`: no call, the reply was stored.
 */
export type AttemptKind = 'used' | 'unusable' | 'refused' | 'unknown' | 'reused';

/** Who a call is for; the same words in every journal line, lease, report and log. */
export interface Call {
  hash: string;
  /** Short hash of the base URL: whose limits apply. */
  provider: string;
  endpoint: string;
  model: string;
  assignment: string;
  pipeline: string;
  step: string;
  item: string;
  /** Run id of the pipeline's workflow. */
  run: string;
  /** The highest price this call can have, in USD; `null` when the model has no known price. */
  reservedUsd: number | null;
  /** The most tokens it can use, input and output together. */
  mostTokens: number;
}

export interface Attempt {
  kind: AttemptKind;
  inputTokens: number | null;
  cachedTokens: number | null;
  outputTokens: number | null;
  costUsd: number | null;
  /** When the limiter let the call go, in ms since 1970; `null` when none was made. */
  startedAt: number | null;
  reason: string | null;
}

/** A call that was cut: whether the provider billed it is not known. */
export const cutAttempt = (reason: string, startedAt: number) => ({
  kind: 'unknown' as const,
  inputTokens: null,
  cachedTokens: null,
  outputTokens: null,
  costUsd: null,
  startedAt,
  reason,
});

export interface JournalLine extends Attempt {
  seq: number;
  at: number;
  assignment: string;
  pipeline: string;
  step: string;
  item: string;
  run: string;
  endpoint: string;
  model: string;
  hash: string;
  reservedUsd: number | null;
}

const insert = `insert into journal (at, kind, assignment, pipeline, step, item, run, endpoint, model, hash,
  input_tokens, cached_tokens, output_tokens, cost_usd, reserved_usd, started_at, reason)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/**
 * Appends one line. Call it inside the transaction that also keeps the reply or ends the lease. A cut call that can
 * have no price, such as one to the stand-in, has cost nothing.
 */
export function writeJournal(db: Database, at: number, call: Call, attempt: Attempt): void {
  db.run(
    insert,
    at,
    attempt.kind,
    call.assignment,
    call.pipeline,
    call.step,
    call.item,
    call.run,
    call.endpoint,
    call.model,
    call.hash,
    attempt.inputTokens,
    attempt.cachedTokens,
    attempt.outputTokens,
    attempt.kind === 'unknown' && call.reservedUsd === 0 ? 0 : attempt.costUsd,
    call.reservedUsd,
    attempt.startedAt,
    attempt.reason,
  );
}

/** Journal lines after `seq`, oldest first. */
export function readJournal(db: Database, seq: number, limit: number): JournalLine[] {
  return db.all('select * from journal where seq > ? order by seq limit ?', seq, limit).map(toLine);
}

/** How often this item's calls failed by themselves in this run (not by the provider being down). */
export function countItemFailures(db: Database, run: string, item: string): number {
  const row = db.get(
    `select count(*) as n from journal where run = ? and item = ? and reason like 'item:%'`,
    run,
    item,
  );
  return Number(row?.['n'] ?? 0);
}

/** Whether a call of this run has brought a reply to this request, usable or not. */
export const isBoughtBy = (db: Database, run: string, hash: string): boolean =>
  db.get(bought, hash, run) !== undefined;

const bought = `select 1 from journal where hash = ? and run = ? and kind in ('used', 'unusable')`;

const toLine = (row: Row): JournalLine => ({
  seq: row['seq'] as number,
  at: row['at'] as number,
  kind: row['kind'] as AttemptKind,
  assignment: row['assignment'] as string,
  pipeline: row['pipeline'] as string,
  step: row['step'] as string,
  item: row['item'] as string,
  run: row['run'] as string,
  endpoint: row['endpoint'] as string,
  model: row['model'] as string,
  hash: row['hash'] as string,
  inputTokens: row['input_tokens'] as number | null,
  cachedTokens: row['cached_tokens'] as number | null,
  outputTokens: row['output_tokens'] as number | null,
  costUsd: row['cost_usd'] as number | null,
  reservedUsd: row['reserved_usd'] as number | null,
  startedAt: row['started_at'] as number | null,
  reason: row['reason'] as string | null,
});
