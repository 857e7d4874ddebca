import { limitsNow, type LearnedLimits } from '../domain/learnedLimits.ts';
import type { LimitsInForce } from '../domain/limitsInWords.ts';
import { widthOf, type MaxWorkers } from '../domain/maxWorkers.ts';
import { now } from './clock.ts';
import type { Database } from './database.ts';
import { learnFromRefusal, learnFromReply } from './learning.ts';

/** Limits of the folder towards one provider, as the user asked for them. */
export interface Limits {
  maxWorkers: MaxWorkers;
  /** Call starts per second. */
  rateLimitRps: number;
}

/** Why calls are held back. `hold` is the provider's doing: 429, outage. */
export interface ProviderState extends LimitsInForce {
  /** Failed episodes in a row. */
  failures: number;
  lastSuccessAt: number | null;
}

const unlimited: ProviderState = {
  asked: { width: Infinity, rps: Infinity, isAuto: false },
  learned: null,
  maxWorkers: Infinity,
  rateLimitRps: Infinity,
  tokensPerMinute: null,
  heldAt: 0,
  heldUntil: 0,
  heldReason: null,
  failures: 0,
  downSince: null,
  lastSuccessAt: null,
};

/** No call is held longer than this by our own growing pauses; `Retry-After` may ask for more. */
const longestPauseMs = 60_000;

export function readProvider(db: Database, provider: string): ProviderState {
  const row = db.get(
    'select * from providers left join token_limits using (provider) where provider = ?',
    provider,
  );
  if (!row) return unlimited;
  const isAuto = row['is_auto'] === 1;
  const asked = {
    width: isAuto ? widthOf('auto') : ((row['max_workers'] as number | null) ?? Infinity),
    rps: (row['rate_limit'] as number | null) ?? Infinity,
    isAuto,
  };
  const learned = readLearned(row['learned'] as string | null);
  // A hold of the future was made before the clock was set back.
  const isHoldVoid = Number(row['held_at']) > now() + longestPauseMs;
  const { width, rps } = learned === null ? asked : limitsNow(learned, asked);
  return {
    asked,
    learned,
    maxWorkers: width,
    rateLimitRps: rps,
    tokensPerMinute: row['per_minute'] as number | null,
    heldAt: isHoldVoid ? 0 : (row['held_at'] as number),
    heldUntil: isHoldVoid ? 0 : (row['held_until'] as number),
    heldReason: row['held_reason'] as string | null,
    failures: row['failures'] as number,
    downSince: row['down_since'] as number | null,
    lastSuccessAt: row['last_success_at'] as number | null,
  };
}

function readLearned(text: string | null): LearnedLimits | null {
  if (text === null) return null;
  const learned = JSON.parse(text) as LearnedLimits;
  // An older store keeps the cause in another form: that is learned anew.
  return 'peak' in learned.cause ? learned : null;
}

export function setLimits(db: Database, provider: string, { maxWorkers, rateLimitRps }: Limits): void {
  db.run(
    `insert into providers (provider, max_workers, is_auto, rate_limit) values (?, ?, ?, ?)
     on conflict (provider) do update set max_workers = excluded.max_workers, is_auto = excluded.is_auto,
       rate_limit = excluded.rate_limit`,
    provider,
    maxWorkers === 'auto' ? null : maxWorkers,
    maxWorkers === 'auto' ? 1 : 0,
    finiteOrNull(rateLimitRps),
  );
}

/** A call got an answer after so long: whatever held the provider's calls is over. Call it while its lease is held. */
export function noteSuccess(db: Database, provider: string, latencyMs: number): void {
  const at = now();
  db.run(
    `insert into providers (provider, last_success_at) values (?, ?) on conflict (provider)
     do update set last_success_at = excluded.last_success_at, failures = 0, down_since = null`,
    provider,
    at,
  );
  learnFromReply(db, provider, { state: readProvider(db, provider), latencyMs, at });
}

export interface ProviderFailure {
  reason: string;
  /** When the failed call was started: calls of one episode hold the others back once. */
  startedAt: number;
  retryAfterMs: number | null;
  /** A 429 teaches about the provider's limits; an outage does not. */
  isRateLimit: boolean;
  /** The provider says that its requests or tokens a minute are used up. */
  saysRequests: boolean;
  /** Requests a second that it says it takes; `null` when it does not say. */
  toldRps: number | null;
}

/** Holds all calls to the provider; answers until when. Calls that were in flight when the hold began lengthen it only by their own `Retry-After`. */
export function holdProvider(db: Database, provider: string, failure: ProviderFailure): number {
  const at = now();
  const state = readProvider(db, provider);
  const isNewEpisode = failure.startedAt >= state.heldAt;
  const failures = isNewEpisode ? state.failures + 1 : state.failures;
  const pause = failure.retryAfterMs ?? (isNewEpisode ? growingPause(failures) : 0);
  const heldUntil = Math.max(state.heldUntil, at + pause);
  db.run(
    `insert into providers (provider, held_at, held_until, held_reason, failures, down_since) values (?, ?, ?, ?, ?, ?)
     on conflict (provider) do update set held_at = excluded.held_at, held_until = excluded.held_until,
       held_reason = excluded.held_reason, failures = excluded.failures, down_since = excluded.down_since`,
    provider,
    isNewEpisode ? at : state.heldAt,
    heldUntil,
    failure.reason,
    failures,
    state.downSince ?? at,
  );
  if (failure.isRateLimit) learnFromRefusal(db, provider, { failure, state, isNewEpisode, at });
  return heldUntil;
}

// Jitter keeps two processes from coming back at the same instant.
function growingPause(failures: number): number {
  const pause = Math.min(1000 * 2 ** Math.max(failures - 1, 0), longestPauseMs);
  return pause * (1 + Math.random() / 4);
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
