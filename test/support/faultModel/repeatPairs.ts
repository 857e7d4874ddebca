import type { CallRecord } from './callRecord.ts';

export interface RepeatPair {
  /** Answered soundly, and its whole reply left the socket at `first.endedMs`. */
  first: CallRecord;
  /** Asked the same after that. */
  again: CallRecord;
}

/** Each call that asked what had been answered already. `calls` in order of arrival. */
export function repeatPairs(calls: readonly CallRecord[]): RepeatPair[] {
  const earliest = new Map<string, CallRecord>();
  for (const call of calls) {
    if (call.hash === null || !call.sound || !call.fullyDelivered) continue;
    const known = earliest.get(call.hash);
    if (known === undefined || endOf(call) < endOf(known)) earliest.set(call.hash, call);
  }
  return calls.flatMap((again) => {
    const first = again.hash === null ? undefined : earliest.get(again.hash);
    return first !== undefined && again.arrivedMs > endOf(first) ? [{ first, again }] : [];
  });
}

const endOf = ({ endedMs }: CallRecord): number => endedMs ?? Infinity;
