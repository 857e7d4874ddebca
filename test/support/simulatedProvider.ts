import {
  limitsNow,
  nothingLearned,
  onRefusal,
  onReply,
  spreadOf,
  type Asked,
  type LearnedLimits,
} from '../../src/domain/learnedLimits.ts';
const spacingAfterHoldMs = 50;
import { seededRandom } from './faultModel/seededRandom.ts';

/** A provider on a virtual clock: what it allows, and how long a reply takes. */
export interface Provider {
  rps?: number;
  inFlight?: number;
  /** It answers so many calls at once and lets the others wait. */
  servers?: number;
  latencyMs: number;
  /** 0.3: up to 30 % faster or slower. */
  jitter: number;
}

interface Start {
  at: number;
  refused: boolean;
}

/** A 429 under way to the caller. */
interface Refused {
  at: number;
  startedAt: number;
  start: Start;
  call: object;
  waitMs: number;
}

const refusalMs = 8;

export interface Simulated {
  starts: Start[];
  /** When each reply came. */
  replies: number[];
  /** Limits in force after each reply, with the time. */
  levels: { at: number; width: number; rps: number }[];
  /** When a wave of 429s began. */
  episodes: number[];
  learned: LearnedLimits;
}

/** Runs as many calls as the limits allow for so long, each change of state decided by the code under test. */
export function simulate(provider: Provider, asked: Asked, lengthMs: number, seed: number): Simulated {
  const random = seededRandom(seed);
  const run: Simulated = { starts: [], replies: [], levels: [], episodes: [], learned: nothingLearned };
  let inFlight: { startedAt: number; endsAt: number }[] = [];
  let heldAt = -1;
  let heldUntil = 0;
  const accepted: number[] = [];
  const answers: Refused[] = [];
  const busyUntil = Array.from({ length: provider.servers ?? 0 }, () => 0);

  for (let at = 1; at <= lengthMs; at++) {
    for (const { startedAt } of inFlight.filter(({ endsAt }) => endsAt === at)) {
      const reply = { at, latencyMs: at - startedAt, inFlight: inFlight.length };
      run.learned = onReply(run.learned, asked, reply);
      run.replies.push(at);
      run.levels.push({ at, ...limitsNow(run.learned, asked) });
    }
    inFlight = inFlight.filter(({ endsAt }) => endsAt > at);
    for (const refused of answers.filter((answer) => answer.at === at)) {
      const isNewEpisode = refused.startedAt >= heldAt;
      if (isNewEpisode) run.episodes.push(at);
      if (isNewEpisode) heldAt = at;
      inFlight = inFlight.filter((call) => call !== refused.call);
      refused.start.refused = true;
      run.learned = onRefusal(run.learned, asked, {
        at,
        isNewEpisode,
        inFlight: inFlight.length,
        ...rates(run.starts, heldAt),
        saysRequests: null,
      });
      heldUntil = Math.max(heldUntil, at + refused.waitMs);
    }
    while (
      at >= heldUntil &&
      mayStart(run, inFlight.length, asked, at) &&
      isSpaced(run, asked, heldUntil, at)
    ) {
      const waitMs = refusedFor(provider, accepted, inFlight.length - waiting(answers, at), at);
      const start = { at, refused: false };
      run.starts.push(start);
      if (waitMs === null) {
        accepted.push(at);
        const latency = provider.latencyMs * (1 + provider.jitter * (2 * random() - 1));
        inFlight.push({ startedAt: at, endsAt: replyTime(busyUntil, at, Math.max(Math.round(latency), 1)) });
        continue;
      }
      const call = { startedAt: at, endsAt: Infinity };
      inFlight.push(call);
      answers.push({ at: at + refusalMs, startedAt: at, start, call, waitMs });
    }
  }
  return run;
}

function isSpaced(run: Simulated, asked: Asked, heldUntil: number, at: number): boolean {
  const sinceLast = at - (run.starts.at(-1)?.at ?? 0);
  if (run.learned.rps.level !== null && sinceLast < spreadOf(limitsNow(run.learned, asked).rps)) return false;
  return heldUntil === 0 || at - heldUntil > 1000 || sinceLast >= spacingAfterHoldMs;
}

function mayStart(run: Simulated, inFlight: number, asked: Asked, at: number): boolean {
  const { width, rps } = limitsNow(run.learned, asked);
  if (inFlight >= width) return false;
  const whole = Math.ceil(rps);
  const first = run.starts.at(-whole);
  return first === undefined || at - first.at >= (whole / rps) * 1000;
}

const waiting = (answers: Refused[], at: number): number => answers.filter((answer) => answer.at > at).length;

function refusedFor(provider: Provider, accepted: number[], inFlight: number, at: number): number | null {
  if (provider.inFlight !== undefined && inFlight >= provider.inFlight) return 1000;
  if (provider.rps === undefined) return null;
  const whole = Math.ceil(provider.rps);
  const windowMs = (whole / provider.rps) * 1000;
  const first = accepted.at(-whole);
  // A millisecond or two of jitter on the way.
  return first === undefined || at - first >= windowMs - 2 ? null : windowMs - (at - first);
}

function replyTime(busyUntil: number[], at: number, latency: number): number {
  if (busyUntil.length === 0) return at + latency;
  const first = busyUntil.indexOf(Math.min(...busyUntil));
  const endsAt = Math.max(busyUntil[first] ?? 0, at) + latency;
  busyUntil[first] = endsAt;
  return endsAt;
}

function rates(starts: Start[], at: number) {
  const recent = starts.filter((start) => start.at > at - 15_000);
  const accepted = recent.filter(({ refused }) => !refused).length;
  const spanMs = Math.min(Math.max(at - (recent[0]?.at ?? at), 1000), 15_000);
  const lastSecond = recent.filter((start) => start.at > at - 1000);
  return {
    acceptedRps: (accepted / spanMs) * 1000,
    startedRps: lastSecond.length,
    acceptedInSecond: lastSecond.filter(({ refused }) => !refused).length,
  };
}
