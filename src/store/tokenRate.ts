import type { Database } from './database.ts';
import type { Call } from './journal.ts';

/** A minute at the provider, where a call arrives a little later than it was let go here. */
export const tokenWindowMs = 61_000;

/** Other processes' calls may turn out smaller than expected, so a full window is looked at again this soon. */
const lookAgainMs = 1000;

/** Tokens per minute of all calls to a provider together; `null` takes the limit away. The last one set holds. */
export function setTokenLimit(db: Database, provider: string, perMinute: number | null): void {
  if (perMinute === null) db.run('delete from token_limits where provider = ?', provider);
  else db.run('insert or replace into token_limits values (?, ?)', provider, perMinute);
}

export function readTokenLimit(db: Database, provider: string): number | null {
  const row = db.get('select per_minute from token_limits where provider = ?', provider);
  return row ? Number(row['per_minute']) : null;
}

export interface TokenWait {
  /** When it is worth asking again. */
  until: number;
  reason: string;
}

/**
 * Lets the call into the window of the last minute and counts it there, or says what it waits for.
 * A call that is larger than the limit goes when the window is empty: it would wait forever otherwise.
 */
export function enterTokenWindow(db: Database, call: Call, at: number): TokenWait | null {
  const limit = readTokenLimit(db, call.provider);
  if (limit === null) return null;
  const { provider, hash } = call;
  // A start in the future was stamped before the clock was set back.
  db.run(
    'delete from token_starts where provider = ? and (at <= ? or at > ?)',
    provider,
    at - tokenWindowMs,
    at + tokenWindowMs,
  );
  const tokens = expectedTokens(db, call);
  const used = Number(
    db.get('select total(tokens) as sum from token_starts where provider = ?', provider)?.['sum'],
  );
  const isTooLarge = tokens > limit;
  if (isTooLarge ? used > 0 : used + tokens > limit) {
    const room = isTooLarge ? 0 : limit - tokens;
    const until = Math.min(roomAt(db, { provider, used, room }), at + lookAgainMs);
    return { until, reason: isTooLarge ? tooLarge(tokens, limit) : `${limit} tokens per minute` };
  }
  db.run('insert or replace into token_starts values (?, ?, ?, ?)', provider, at, hash, tokens);
  return null;
}

/** Puts what a call really used in the place of what was expected of it. */
export function correctTokens(db: Database, call: Call, startedAt: number, tokens: number): void {
  const entry = 'provider = ? and at = ? and hash = ?';
  db.run(`update token_starts set tokens = ? where ${entry}`, tokens, call.provider, startedAt, call.hash);
}

/** When the calls of the window that leave first leave no more than `room` tokens behind. */
function roomAt(db: Database, { provider, used, room }: Filled): number {
  let left = used;
  let until = 0;
  for (const row of db.all('select at, tokens from token_starts where provider = ? order by at', provider)) {
    if (left <= room) break;
    left -= Number(row['tokens']);
    until = Number(row['at']) + tokenWindowMs;
  }
  return until;
}

interface Filled {
  provider: string;
  used: number;
  room: number;
}

/** So many calls tell what the next one will use. */
const enoughCalls = 5;
const margin = 1.25;

/** The largest of the step's latest calls and a quarter more; until there were some, the most a call can use. */
function expectedTokens(db: Database, { step, model, mostTokens }: Call): number {
  const row = db.get(latestCalls, step, model);
  if (Number(row?.['calls']) < enoughCalls) return mostTokens;
  return Math.min(mostTokens, Math.ceil(margin * Number(row?.['most'])));
}

const latestCalls = `select count(*) as calls, max(tokens) as most from (
  select input_tokens + output_tokens as tokens from (select * from journal order by seq desc limit 500)
  where step = ? and model = ? and kind in ('used', 'unusable') and input_tokens + output_tokens > 0 limit 20)`;

const tooLarge = (tokens: number, limit: number): string =>
  `a call that may use ${tokens} tokens, more than the limit of ${limit} per minute, goes when the last minute is empty`;
