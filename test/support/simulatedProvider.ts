import {
  limitsNow,
  nothingLearned,
  onRefusal,
  onReply,
  spreadOf,
  type Asked,
  type LearnedLimits,
} from '../../src/domain/learnedLimits.ts';
import { seededRandom } from './faultModel/seededRandom.ts';

const spacingAfterHoldMs = 50;

/** A provider on a virtual clock: what it allows, and how long a reply takes. */
export interface Provider {
  rps?: number;
  inFlight?: number;
  /** It answers so many calls at once and lets the others wait. */
  servers?: number;
  latencyMs: number;
  /** 0.3: up to 30 % faster or slower. */
  jitter: number;
  /** So many calls of all reach it up to `lateMs` late, as from a busy machine. */
  lateShare?: number;
  lateMs?: number;
  /** Its 429s ask for whole seconds. */
  wholeSeconds?: boolean;
  /** It refuses everything between these times of the run, in ms. */
  refuses?: { from: number; to: number };
  /** They say how many requests are used up and until when. */
  tells?: boolean;
}

interface Start {
  at: number;
  refused: boolean;
}

interface InFlight {
  startedAt: number;
  /** When it is at the provider. */
  arrivesAt: number;
  /** `Infinity` until it is admitted there. */
  endsAt: number;
  start: Start;
}

/** A 429 under way to the caller. */
interface Refused {
  at: number;
  call: InFlight;
  waitMs: number;
  resetMs: number;
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

interface World {
  provider: Provider;
  asked: Asked;
  run: Simulated;
  random: () => number;
  inFlight: InFlight[];
  answers: Refused[];
  /** When the provider let calls in. */
  accepted: number[];
  busyUntil: number[];
  heldAt: number;
  heldUntil: number;
}

/** Runs as many calls as the limits allow for so long, each change of state decided by the code under test. */
export function simulate(provider: Provider, asked: Asked, lengthMs: number, seed: number): Simulated {
  const run: Simulated = { starts: [], replies: [], levels: [], episodes: [], learned: nothingLearned };
  const random = seededRandom(seed);
  const busyUntil = Array.from({ length: provider.servers ?? 0 }, () => 0);
  const calls = { inFlight: [], answers: [], accepted: [] };
  const world: World = { provider, asked, run, random, busyUntil, ...calls, heldAt: -1, heldUntil: 0 };
  for (let at = 1; at <= lengthMs; at++) {
    bringReplies(world, at);
    bringRefusals(world, at);
    while (mayStart(world, at)) {
      start(world, at);
      arrive(world, at);
    }
    arrive(world, at);
  }
  return run;
}

function bringReplies(world: World, at: number): void {
  const { run, asked, inFlight } = world;
  for (const { startedAt } of inFlight.filter(({ endsAt }) => endsAt === at)) {
    run.learned = onReply(run.learned, asked, { at, latencyMs: at - startedAt, inFlight: inFlight.length });
    run.replies.push(at);
    run.levels.push({ at, ...limitsNow(run.learned, asked) });
  }
  world.inFlight = inFlight.filter(({ endsAt }) => endsAt > at);
}

function bringRefusals(world: World, at: number): void {
  const { run, asked, provider } = world;
  for (const { call, waitMs, resetMs } of world.answers.filter((answer) => answer.at === at)) {
    const isNewEpisode = call.startedAt >= world.heldAt;
    if (isNewEpisode) {
      run.episodes.push(at);
      world.heldAt = at;
    }
    world.inFlight = world.inFlight.filter((other) => other !== call);
    call.start.refused = true;
    run.learned = onRefusal(run.learned, asked, {
      at,
      waveAt: world.heldAt,
      inFlight: world.inFlight.length,
      starts: startsBefore(run.starts, world.heldAt),
      waitMs,
      saysRequests: provider.tells ? true : null,
      toldRps: provider.tells ? (wholeRps(provider) / resetMs) * 1000 : null,
    });
    world.heldUntil = Math.max(world.heldUntil, at + waitMs);
  }
}

function start({ run, provider, random, inFlight }: World, at: number): void {
  const start = { at, refused: false };
  run.starts.push(start);
  const isLate = provider.lateShare !== undefined && random() < provider.lateShare;
  const arrivesAt = at + (isLate ? Math.round(random() * (provider.lateMs ?? 0)) : 0);
  inFlight.push({ startedAt: at, arrivesAt, endsAt: Infinity, start });
}

/** The provider lets in, or refuses, the calls that reach it now. */
function arrive({ provider, inFlight, answers, accepted, busyUntil, random }: World, at: number): void {
  for (const call of inFlight.filter((call) => call.arrivesAt === at && call.endsAt === Infinity)) {
    if (answers.some((answer) => answer.call === call)) continue;
    const there = inFlight.filter((other) => other.endsAt !== Infinity).length;
    const waitMs = refusedFor(provider, accepted, there, at);
    if (waitMs === null) {
      accepted.push(at);
      const latency = provider.latencyMs * (1 + provider.jitter * (2 * random() - 1));
      call.endsAt = replyTime(busyUntil, at, Math.max(Math.round(latency), 1));
      continue;
    }
    const told = provider.wholeSeconds ? Math.ceil(waitMs / 1000) * 1000 : waitMs;
    const resetMs = (accepted.at(-1) ?? at) + windowMs(provider) - at;
    answers.push({ at: at + refusalMs, call, waitMs: told, resetMs });
  }
}

function mayStart({ run, asked, inFlight, heldUntil }: World, at: number): boolean {
  const { width, rps } = limitsNow(run.learned, asked);
  if (at < heldUntil || inFlight.length >= width) return false;
  const whole = Math.ceil(rps);
  const first = run.starts.at(-whole);
  if (first !== undefined && at - first.at < (whole / rps) * 1000) return false;
  const sinceLast = at - (run.starts.at(-1)?.at ?? 0);
  if (run.learned.rps.level !== null && sinceLast < spreadOf(rps)) return false;
  return heldUntil === 0 || at - heldUntil > 1000 || sinceLast >= spacingAfterHoldMs;
}

const wholeRps = ({ rps = 1 }: Provider): number => Math.ceil(rps);
const windowMs = ({ rps = 1 }: Provider): number => (Math.ceil(rps) / rps) * 1000;

function refusedFor(provider: Provider, accepted: number[], inFlight: number, at: number): number | null {
  if (provider.refuses && at >= provider.refuses.from && at < provider.refuses.to) return 1000;
  if (provider.inFlight !== undefined && inFlight >= provider.inFlight) return 1000;
  if (provider.rps === undefined) return null;
  const first = accepted.at(-wholeRps(provider));
  const window = windowMs(provider);
  // A millisecond or two of jitter on the way.
  return first === undefined || at - first >= window - 2 ? null : window - (at - first);
}

function replyTime(busyUntil: number[], at: number, latency: number): number {
  if (busyUntil.length === 0) return at + latency;
  const first = busyUntil.indexOf(Math.min(...busyUntil));
  const endsAt = Math.max(busyUntil[first] ?? 0, at) + latency;
  busyUntil[first] = endsAt;
  return endsAt;
}

const startsBefore = (starts: Start[], at: number) =>
  starts
    .filter((start) => start.at > at - 15_000 && start.at <= at)
    .map(({ at, refused }) => ({ at, isRefused: refused }));
