import { lower, noBound, raise, type Bound } from './bound.ts';
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

/**
 * What the waves of 429s so far speak for. A limit on calls in flight refuses at the same number in flight each time,
 * one on starts at the same number of starts: the number that varies less from wave to wave is the limit.
 */
interface Cause {
  last: { inFlight: number; perSecond: number } | null;
  /** How much each varied, older waves counting less. */
  variation: { inFlight: number; perSecond: number };
}

interface Episode {
  /** Calls in flight when it began. */
  inFlight: number;
  refused: number;
  before: { rps: Bound; width: Bound; cause: Cause };
}

export const nothingLearned: LearnedLimits = {
  rps: noBound,
  width: noBound,
  cause: { last: null, variation: { inFlight: 0, perSecond: 0 } },
  pace: noReplies,
  episode: null,
};

/** A year of one call an hour is no rate anyone wants. */
const slowestRps = 1 / 60;
/** A 429 leaves nine tenths of the calls that were in flight. */
const widthShare = 0.9;
/** Exactly at a rate the jitter of the network is enough for a refusal. */
const rateShare = 0.97;

/** What was asked for by the user. */
export interface Asked {
  width: number;
  rps: number;
  isAuto: boolean;
}

export interface Refusal {
  at: number;
  /** False for a call of the wave before: it was in flight when the wave began. */
  isNewEpisode: boolean;
  /** Calls in flight, without the refused one. */
  inFlight: number;
  /** Calls started in the second before the wave. */
  startedRps: number;
  /** Calls a second that were started and not refused, over the seconds before the wave. */
  acceptedRps: number;
  /** The same, in that last second. */
  acceptedInSecond: number;
  /** The provider says that its requests a minute are used up; `null` when it says nothing. */
  saysRequests: boolean | null;
}

/** A 429 came. */
export function onRefusal(learned: LearnedLimits, asked: Asked, refusal: Refusal): LearnedLimits {
  const episode = episodeOf(learned, refusal);
  const { before } = episode;
  const inFlight = Math.max(episode.inFlight - episode.refused, 1);
  const perSecond = Math.max(refusal.acceptedInSecond, slowestRps);
  const cause = withWave(before.cause, { inFlight, perSecond });
  const { at } = refusal;
  // The one that is not the limit is let go: it was lowered by mistake.
  if (isWidth(cause, refusal, asked)) {
    const to = Math.max(widthShare * inFlight, 1);
    return {
      ...learned,
      rps: noBound,
      width: lower(before.width, { to, ceiling: inFlight, at }),
      cause,
      episode,
    };
  }
  const ceiling = Math.max(refusal.acceptedRps, slowestRps);
  const to = Math.max(Math.min(loweredRps(before.rps, refusal), asked.rps), slowestRps);
  return { ...learned, rps: lower(before.rps, { to, ceiling, at }), width: noBound, cause, episode };
}

function loweredRps({ level }: Bound, { acceptedRps, acceptedInSecond, startedRps }: Refusal): number {
  const accepted = rateShare * acceptedRps;
  if (level === null) return accepted;
  // A call or two too many at a known level: it is nearly right, and what was accepted counts the time of a hold too.
  const isNear = acceptedInSecond >= startedRps / 2;
  return Math.min(isNear ? Math.max(accepted, rateShare * level) : accepted, rateShare * level);
}

function episodeOf(learned: LearnedLimits, { isNewEpisode, inFlight }: Refusal): Episode {
  const { episode, rps, width, cause } = learned;
  if (isNewEpisode || !episode) return { inFlight, refused: 0, before: { rps, width, cause } };
  return { ...episode, refused: episode.refused + 1 };
}

function withWave({ last, variation }: Cause, wave: { inFlight: number; perSecond: number }): Cause {
  if (!last) return { last: wave, variation };
  const varied = (name: 'inFlight' | 'perSecond') =>
    variation[name] / 2 + Math.abs(Math.log(wave[name] / last[name]));
  return { last: wave, variation: { inFlight: varied('inFlight'), perSecond: varied('perSecond') } };
}

/** Whether the provider limits calls in flight, not starts. */
function isWidth({ variation, last }: Cause, refusal: Refusal, asked: Asked): boolean {
  if (refusal.saysRequests !== null) return !refusal.saysRequests;
  if (variation.inFlight !== variation.perSecond) return variation.inFlight < variation.perSecond;
  // The first wave: a good part of a second's calls refused speaks for a rate, many older calls in flight against it.
  const isBurst =
    refusal.startedRps >= 0.9 * asked.rps && refusal.acceptedInSecond < 0.9 * refusal.startedRps;
  return !isBurst && (last?.perSecond ?? 0) < 0.8 * (last?.inFlight ?? 0);
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
