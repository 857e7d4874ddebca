import { limitsInWords, type LimitsInForce } from '../domain/limitsInWords.ts';

/** Says, once for each change, that somebody has set other limits while a run is watched. */
export function limitChanges(): (now: LimitsInForce) => string[] {
  let known: LimitsInForce | null = null;
  return (now) => {
    const before = known;
    known = now;
    if (before === null || isSame(before, now)) return [];
    return [`Limits from now on: ${limitsInWords(now)}`];
  };
}

const isSame = ({ asked, tokensPerMinute }: LimitsInForce, now: LimitsInForce): boolean =>
  asked.width === now.asked.width &&
  asked.rps === now.asked.rps &&
  asked.isAuto === now.asked.isAuto &&
  tokensPerMinute === now.tokensPerMinute;
