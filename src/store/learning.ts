import { nothingLearned, onRefusal, onReply, type LearnedLimits } from '../domain/learnedLimits.ts';
import { countLeases } from './countLeases.ts';
import type { Database } from './database.ts';
import type { ProviderFailure, ProviderState } from './providers.ts';

/** How long starts are kept: over this time it is measured what a provider accepts. */
export const startsKeptMs = 15_000;

/** When a 429 says nothing of it. */
const unsaidWaitMs = 1000;

interface Wave {
  failure: ProviderFailure;
  /** The provider before this refusal. */
  state: ProviderState;
  isNewEpisode: boolean;
  at: number;
}

/** A 429 came: marks its start as refused and lowers what it shows to be too much. */
export function learnFromRefusal(
  db: Database,
  provider: string,
  { failure, state, isNewEpisode, at }: Wave,
): void {
  db.run('update starts set refused = 1 where provider = ? and at = ?', provider, failure.startedAt);
  const waveAt = isNewEpisode ? at : state.heldAt;
  // A call that was refused so late says nothing of what is in force now, and what was accepted then is forgotten.
  if (at - waveAt > startsKeptMs) return;
  const refusal = {
    at,
    waveAt,
    inFlight: countLeases(db, provider),
    starts: startsBefore(db, provider, waveAt),
    waitMs: failure.retryAfterMs ?? unsaidWaitMs,
    saysRequests: failure.saysRequests || null,
    toldRps: failure.toldRps,
  };
  keepLearned(db, provider, onRefusal(state.learned ?? nothingLearned, state.asked, refusal));
}

/** A reply came: limits that were lowered are tried higher again. */
export function learnFromReply(
  db: Database,
  provider: string,
  { state, latencyMs, at }: { state: ProviderState; latencyMs: number; at: number },
): void {
  if (state.learned === null && !state.asked.isAuto) return;
  const before = state.learned ?? nothingLearned;
  const after = onReply(before, state.asked, { at, latencyMs, inFlight: countLeases(db, provider) });
  if (after !== before) keepLearned(db, provider, after);
}

function startsBefore(db: Database, provider: string, at: number) {
  const starts = db.all(
    'select at, refused from starts where provider = ? and at > ? and at <= ? order by at',
    provider,
    at - startsKeptMs,
    at,
  );
  return starts.map((start) => ({ at: Number(start['at']), isRefused: start['refused'] === 1 }));
}

function keepLearned(db: Database, provider: string, learned: LearnedLimits): void {
  db.run('update providers set learned = ? where provider = ?', JSON.stringify(learned), provider);
}
