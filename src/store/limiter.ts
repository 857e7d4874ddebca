import { hostname } from 'node:os';
import { spreadOf } from '../domain/learnedLimits.ts';
import { now } from './clock.ts';
import { checkBudget } from './budget.ts';
import { countLeases, countLeasesOfRun } from './countLeases.ts';
import type { Database } from './database.ts';
import { readGate, writeGate } from './gates.ts';
import { isBoughtBy, type Call } from './journal.ts';
import { ownProcess } from './processes.ts';
import { startsKeptMs } from './learning.ts';
import { readProvider, type ProviderState } from './providers.ts';
import { reapAll, reapLeases } from './reapLeases.ts';
import { replyChecksum } from './replies.ts';
import { enterTokenWindow } from './tokenRate.ts';

/** What a call has to wait for. `call`: this one only; `provider`: every call to it. */
export interface Wait {
  kind: 'wait';
  scope: 'call' | 'provider';
  why: 'width' | 'rate' | 'hold' | 'same-request' | 'paused' | 'cancelled' | 'budget';
  /** When it is worth asking again, when that is known. */
  until: number | null;
  reason: string | null;
}
export type Take = { kind: 'granted'; at: number } | { kind: 'stored' } | Wait;

/** Leases of another host cannot be checked by pid; they end when nobody renews them. */
export const leaseMs = 60_000;

/** Longer than a refusal takes to come back. */
const spacingAfterHoldMs = 50;

const host = hostname();

/** Which stored replies to an equal request count; what this run has bought always does. */
export interface Counting {
  /** No other. */
  anew: boolean;
  /** Checksum of the one that could not be used; one that another run buys meanwhile counts. */
  stale: string | null;
}

const anyReply: Counting = { anew: false, stale: null };

/**
 * Takes a lease for the call if everything allows it now, in one transaction over all processes of the host.
 *
 * `stored` means an equal request was answered meanwhile: read the store instead of buying it twice.
 */
export function takeLease(db: Database, call: Call, counting: Counting = anyReply): Take {
  return db.transaction(() => {
    const at = now();
    const provider = readProvider(db, call.provider);
    return (
      closedGate(db, call) ??
      answered(db, call, counting) ??
      sameRequest(db, call, at) ??
      held(db, call.provider, provider, at) ??
      full(db, call.provider, provider, at) ??
      tooSoon(db, call.provider, provider, at) ??
      beyondBudget(db, call, at) ??
      tooManyTokens(db, call, at) ??
      grant(db, call, at)
    );
  });
}

/** Call it inside the transaction that books the call. */
export function endLease(db: Database, hash: string): void {
  db.run('delete from leases where hash = ? and pid = ? and host = ?', hash, ownProcess.pid, host);
}

export function renewLeases(db: Database): void {
  db.run(
    'update leases set expires_at = ? where pid = ? and host = ?',
    now() + leaseMs,
    ownProcess.pid,
    host,
  );
}

function closedGate(db: Database, call: Call): Wait | null {
  const gate = readGate(db, call.run);
  if (gate.state === 'open') return null;
  if (gate.state === 'trying') return trial(db, call, gate.reason);
  return { kind: 'wait', scope: 'call', why: gate.state, until: null, reason: gate.reason };
}

function answered(db: Database, { hash, run }: Call, { anew, stale }: Counting): Take | null {
  const found = replyChecksum(db, hash);
  if (found === null) return null;
  const counts = isBoughtBy(db, run, hash) || (!anew && found !== stale);
  return counts ? { kind: 'stored' } : null;
}

/** After a pause one call of the run finds out whether calls work again; the others wait for its answer. */
function trial(db: Database, call: Call, cause: string | null): Wait | null {
  if (countLeasesOfRun(db, call.run) === 0) return null;
  if (reapLeases(db, call.provider, now()) > 0) return trial(db, call, cause);
  return wait('call', 'hold', null, `one call finds out whether this is over: ${cause ?? 'the pause'}`);
}

function sameRequest(db: Database, call: Call, at: number): Wait | null {
  const isInFlight = () => db.get('select 1 from leases where hash = ?', call.hash) !== undefined;
  if (!isInFlight()) return null;
  if (reapLeases(db, call.provider, at) > 0 && !isInFlight()) return null;
  return wait('call', 'same-request', null, 'an equal request is in flight');
}

function held(db: Database, provider: string, state: ProviderState, at: number): Wait | null {
  if (state.heldUntil > at) return wait('provider', 'hold', state.heldUntil, state.heldReason);
  // After an outage one call finds out whether it is over; the others wait for its answer.
  const isProbing = state.failures > 1 && countLeases(db, provider) > 0;
  if (!isProbing) return null;
  if (reapLeases(db, provider, at) > 0) return held(db, provider, state, at);
  return wait('provider', 'hold', null, state.heldReason);
}

function full(db: Database, provider: string, state: ProviderState, at: number): Wait | null {
  if (countLeases(db, provider) < state.maxWorkers) return null;
  if (reapLeases(db, provider, at) > 0) return full(db, provider, state, at);
  return wait(
    'provider',
    'width',
    null,
    state.maxWorkers === 1 ? '1 call is in flight' : `${state.maxWorkers} calls are in flight`,
  );
}

/** At most ceil(r) starts in any ceil(r)/r seconds: 10 in any second at 10, 1 in any 2 seconds at 0.5. */
function tooSoon(db: Database, provider: string, state: ProviderState, at: number): Wait | null {
  const rps = state.rateLimitRps;
  if (!Number.isFinite(rps)) return null;
  const perWindow = Math.ceil(rps);
  const windowMs = (perWindow / rps) * 1000;
  // A start in the future was stamped before the clock was set back.
  db.run(
    'delete from starts where provider = ? and (at <= ? or at > ?)',
    provider,
    at - Math.max(windowMs, startsKeptMs),
    at + windowMs,
  );
  const first = startBefore(db, provider, perWindow);
  if (first !== null && first > at - windowMs) {
    return wait('provider', 'rate', first + windowMs, `${rps} starts per second`);
  }
  const spacingMs = spacing(state, at);
  const last = spacingMs > 0 ? startBefore(db, provider, 1) : null;
  if (last === null || last <= at - spacingMs) return null;
  return wait('provider', 'rate', last + spacingMs, `${rps} starts per second, one by one`);
}

/**
 * How far apart starts have to be: at a learned rate they are spread, since a burst is refused sooner than a stream;
 * in the second after a hold a refusal must be heard before the next call leaves, or a whole window's calls earn one each.
 */
function spacing({ heldUntil, learned, rateLimitRps }: ProviderState, at: number): number {
  const spreadMs = (learned?.rps.level ?? null) === null ? 0 : spreadOf(rateLimitRps);
  return at > heldUntil + 1000 ? spreadMs : Math.max(spreadMs, spacingAfterHoldMs);
}

/** When the n-th last start was, in ms since 1970. */
function startBefore(db: Database, provider: string, n: number): number | null {
  const row = db.get(
    'select at from starts where provider = ? order by at desc limit 1 offset ?',
    provider,
    n - 1,
  );
  return row ? Number(row['at']) : null;
}

/** A call that the budget can never hold closes its run's gate, so that the run pauses. */
function beyondBudget(db: Database, call: Call, at: number): Wait | null {
  const check = checkBudget(db, call);
  if (check.kind === 'fits') return null;
  const { reason } = check;
  if (check.kind === 'over') writeGate(db, call.run, { state: 'paused', reason });
  // What a dead process reserved would be waited for forever.
  else if (reapAll(db, at) > 0) return beyondBudget(db, call, at);
  return wait('call', 'budget', null, reason);
}

function tooManyTokens(db: Database, call: Call, at: number): Wait | null {
  const full = enterTokenWindow(db, call, at);
  return full && wait('provider', 'rate', full.until, full.reason);
}

function grant(db: Database, call: Call, at: number): Take {
  db.run(
    `insert into leases (hash, provider, pid, process_started, host, expires_at, taken_at, reserved_usd, call)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    call.hash,
    call.provider,
    ownProcess.pid,
    ownProcess.started,
    host,
    at + leaseMs,
    at,
    call.reservedUsd,
    JSON.stringify(call),
  );
  db.run('insert into starts (provider, at) values (?, ?)', call.provider, at);
  return { kind: 'granted', at };
}

const wait = (scope: Wait['scope'], why: Wait['why'], until: number | null, reason: string | null): Wait => ({
  kind: 'wait',
  scope,
  why,
  until,
  reason,
});
