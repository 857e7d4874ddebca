import { isProbe, lower, noBound, raise, type Bound } from './bound.ts';
import { failedTrial, noReplies, overfull, withReply, type ReplyPace } from './replyPace.ts';

/** What the answers of a provider taught about its limits; kept for all processes and across restarts. */
export interface LearnedLimits {
  /** Call starts per second. */
  rps: Bound;
  /** Calls in flight. */
  width: Bound;
  cause: Cause;
  pace: ReplyPace;
  /** The last wave of 429s: one wave lowers a limit once, however many calls it hit. */
  episode: Episode | null;
}

/** What the provider is taken to limit. */
interface Cause {
  /** `null` before the first 429. */
  limit: 'rps' | 'width' | null;
  /** How many waves in a row did not fit that. */
  strikes: number;
  /** The most calls in flight that a reply was among since the last wave. */
  peak: number;
}

interface Episode {
  at: number;
  /** Calls in flight when it began. */
  inFlight: number;
  refused: number;
  before: Pick<LearnedLimits, 'rps' | 'width' | 'cause'>;
}

export const nothingLearned: LearnedLimits = {
  rps: noBound,
  width: noBound,
  cause: { limit: null, strikes: 0, peak: 0 },
  pace: noReplies,
  episode: null,
};

/** A year of one call an hour is no rate anyone wants. */
const slowestRps = 1 / 60;
/** A 429 leaves nine tenths of the calls that were in flight. */
const widthShare = 0.9;
/** Exactly at a rate the jitter of the network is enough for a refusal. */
const rateShare = 0.97;
/** A refusal this long after the last one speaks of a late call, not of a rate that is too high. */
const calmMs = 10_000;
/** Under a width that is the limit nothing is refused again so soon. */
const soonMs = 5000;
/** Only who counts calls a minute knows that it will be longer, in ms. */
const longestWidthPauseMs = 5000;
/** Who asks to wait longer speaks of a quota of hours or days, which is no rate, in ms. */
const longestWindowMs = 120_000;
/** What it tells is a little more than it takes. */
const toldShare = 0.8;
/** One may be chance. */
const mostStrikes = 2;

/** What was asked for by the user. */
export interface Asked {
  width: number;
  rps: number;
  isAuto: boolean;
}

export interface Refusal {
  at: number;
  /** When its wave began: calls that were in flight then belong to it. */
  waveAt: number;
  /** Calls in flight, without the refused one. */
  inFlight: number;
  /** The calls started in the seconds before the wave, in order. */
  starts: readonly Start[];
  /** How long the provider asks to wait, in ms; a second when it does not say. */
  waitMs: number;
  /** The provider says that its requests a minute are used up; `null` when it says nothing. */
  saysRequests: boolean | null;
  /** Requests a second that the provider says it takes; `null` when it does not say. */
  toldRps: number | null;
}

interface Start {
  at: number;
  isRefused: boolean;
}

/** A 429 came. */
export function onRefusal(learned: LearnedLimits, asked: Asked, refusal: Refusal): LearnedLimits {
  if (refusal.waitMs > longestWindowMs) return learned;
  const episode = episodeOf(learned, refusal);
  const { before } = episode;
  const inFlight = Math.max(episode.inFlight - episode.refused, 1);
  const cause = causeOf(before, refusal, inFlight);
  // The one that is not the limit is let go: it was lowered by mistake.
  if (cause.limit === 'width') {
    const width = lower(before.width, {
      to: Math.max(Math.round(widthShare * inFlight), 1),
      ceiling: inFlight,
      at: refusal.at,
    });
    return { ...learned, rps: noBound, width, cause, episode };
  }
  return { ...learned, rps: loweredRps(before.rps, asked, refusal), width: noBound, cause, episode };
}

function episodeOf(learned: LearnedLimits, { waveAt: at, inFlight }: Refusal): Episode {
  const { episode, rps, width, cause } = learned;
  if (episode?.at !== at) return { at, inFlight, refused: 0, before: { rps, width, cause } };
  return { ...episode, refused: episode.refused + 1 };
}

/** The first wave decides by its form; after that a limit is kept for as long as what happens fits it. */
function causeOf(before: Episode['before'], refusal: Refusal, inFlight: number): Cause {
  const { saysRequests } = refusal;
  if (saysRequests !== null) return { limit: saysRequests ? 'rps' : 'width', strikes: 0, peak: 0 };
  const { limit } = before.cause;
  if (limit === null) return { limit: firstGuess(refusal, inFlight), strikes: 0, peak: 0 };
  const now = limit === 'rps' ? rpsStrikes(before, inFlight) : widthStrikes(before, refusal);
  if (now < mostStrikes) return { limit, strikes: now, peak: 0 };
  return { limit: limit === 'rps' ? 'width' : 'rps', strikes: 0, peak: 0 };
}

/** A provider that limits starts refuses at any number in flight; one that limits those, only at the highest. */
function rpsStrikes({ cause: { strikes, peak } }: Episode['before'], inFlight: number): number {
  return inFlight > 1 && peak <= 1.1 * inFlight ? strikes + 1 : 0;
}

function widthStrikes({ cause: { strikes }, width }: Episode['before'], { at }: Refusal): number {
  if (isProbe(width)) return 0;
  return at - width.changedAt > soonMs ? strikes : strikes + 1;
}

/** Many calls in flight that were let in more than a second ago speak against a rate, if few are let in now. */
function firstGuess({ starts, waveAt, waitMs }: Refusal, inFlight: number): 'rps' | 'width' {
  const second = starts.filter(({ at }) => at > waveAt - 1000);
  const accepted = second.filter(({ isRefused }) => !isRefused).length;
  const isFew = accepted < 0.8 * Math.min(second.length, inFlight);
  return isFew && waitMs <= longestWidthPauseMs ? 'width' : 'rps';
}

function loweredRps(bound: Bound, asked: Asked, refusal: Refusal): Bound {
  // Where nothing was tried, nothing is known of the rate.
  const accepted = acceptedRps(refusal) || bound.level || 1;
  const told = refusal.toldRps ?? Infinity;
  const isTold = accepted >= toldShare * told;
  const ceiling = ceilingRps(bound, refusal, Math.max(Math.min(accepted, told), slowestRps));
  const known = bound.level === null || isProbe(bound) ? ceiling : Math.min(bound.level, ceiling);
  const to = Math.max(Math.min(rateShare * known, asked.rps), slowestRps);
  return lower(bound, { to, ceiling, at: refusal.at, isTold });
}

/** What the provider seems to take. */
function ceilingRps(bound: Bound, refusal: Refusal, accepted: number): number {
  const { level, ceiling } = bound;
  if (level === null || ceiling === null) return accepted;
  if (isProbe(bound)) return ceiling;
  if (!isNear(level, refusal)) return Math.min(accepted, level);
  // Once in a while a call comes late; twice in a short time means that it is too many.
  return refusal.at - bound.changedAt < calmMs ? level : ceiling;
}

/**
 * Starts a second that were not refused: over a time as long as the pause, for so far back the provider counts, or over
 * all that is known and the pause, where that is more.
 */
function acceptedRps({ starts, waveAt, waitMs }: Refusal): number {
  const accepted = starts.filter(({ isRefused }) => !isRefused);
  const windowMs = Math.max(waitMs, 1000);
  const recent = accepted.filter(({ at }) => at > waveAt - windowMs);
  const allMs = waveAt - (starts[0]?.at ?? waveAt) + windowMs;
  return Math.max(recent.length / windowMs, accepted.length / allMs) * 1000;
}

/** A call or two too many: most of what the level lets go was accepted until now. */
function isNear(level: number, { starts, waveAt }: Refusal): boolean {
  const windowMs = Math.max(1, 4 / level) * 1000;
  const recent = starts.filter(({ at }) => at > waveAt - windowMs);
  return recent.filter(({ isRefused }) => !isRefused).length >= recent.length / 2;
}

export interface Reply {
  at: number;
  latencyMs: number;
  /** Calls in flight when it came, itself included. */
  inFlight: number;
}

/** A reply came: limits that were lowered are tried higher again; `auto` also looks at the latency. */
export function onReply(learned: LearnedLimits, asked: Asked, reply: Reply): LearnedLimits {
  const { at, latencyMs, inFlight } = reply;
  const { cause } = learned;
  if (inFlight > cause.peak && cause.limit !== null)
    return onReply({ ...learned, cause: { ...cause, peak: inFlight } }, asked, reply);
  const rps = raise(learned.rps, { at, roundMs: 2000, least: 0, safeShare: rateShare, top: asked.rps });
  const isUsed = inFlight >= Math.floor(learned.width.level ?? Infinity);
  const round = { at, roundMs: Math.max(latencyMs, 1000), least: 1, safeShare: 1, top: asked.width };
  const raised = isUsed ? raise(learned.width, round) : learned.width;
  if (!asked.isAuto) {
    const isSame = rps === learned.rps && raised === learned.width;
    return isSame ? learned : { ...learned, rps, width: raised };
  }
  const pace = withReply(learned.pace, reply);
  if (failedTrial(learned.pace, pace)) return { ...learned, rps, width: noBound, pace };
  const full = overfull(pace, { inFlight, rps: Math.min(asked.rps, rps.level ?? Infinity) });
  if (full === null || full >= (raised.level ?? asked.width)) return { ...learned, rps, width: raised, pace };
  // Where calls only queue, latency falls as the width does; half of that is taken as proof.
  const helpedBelowMs = ((pace.closed?.latencyMs ?? latencyMs) * (1 + full / inFlight)) / 2;
  const width = lower(raised, { to: full, ceiling: full, at });
  return { ...learned, rps, width, pace: { ...pace, trial: { helpedBelowMs, windows: 0 } } };
}

/** The limits in force. */
export function limitsNow(learned: LearnedLimits, asked: Asked): { width: number; rps: number } {
  const width = Math.min(asked.width, Math.max(Math.floor(learned.width.level ?? Infinity), 1));
  return { width, rps: Math.min(asked.rps, learned.rps.level ?? Infinity) };
}

/** How far apart starts at a learned rate are, in ms: nearly even, with room to make up for a late one. */
export const spreadOf = (rps: number): number => 700 / rps;
