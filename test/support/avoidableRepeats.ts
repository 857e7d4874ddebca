import type { CallRecord } from './faultModel/callRecord.ts';

/** Time a reply may need from the socket to the store. */
const marginMs = 250;

/** Calls for what a sound reply had answered, fully delivered more than 250 ms before the kill. */
export function avoidableRepeats(calls: CallRecord[], killedAtMs: number): CallRecord[] {
  const paid = new Map<string, number>();
  for (const { hash, sound, fullyDelivered, endedMs } of calls) {
    if (hash !== null && sound && fullyDelivered && endedMs !== null && endedMs < killedAtMs - marginMs)
      paid.set(hash, endedMs);
  }
  return calls.filter(({ hash, arrivedMs }) => hash !== null && paid.has(hash) && arrivedMs > killedAtMs);
}

export const nowMs = (): number => performance.timeOrigin + performance.now();
