import type { CallRecord } from '../../test/support/faultModel/callRecord.ts';
import { isNearKill, sinceReply, type Evidence } from './evidence.ts';

/** Calls that asked what a sound reply, delivered more than the margin before any kill that could cut it, had answered. */
export function avoidableRepeats({ calls, kills }: Pick<Evidence, 'calls' | 'kills'>): string[] {
  /** The first sound reply to each request that must have been kept. */
  const kept = new Map<string, CallRecord>();
  for (const call of calls) {
    if (call.hash === null || !call.sound || !call.fullyDelivered || isNearKill(call, kills)) continue;
    const before = kept.get(call.hash);
    if (before === undefined || endOf(call) < endOf(before)) kept.set(call.hash, call);
  }
  return calls.flatMap((call) => {
    const first = kept.get(call.hash ?? '');
    if (first === undefined || call.arrivedMs <= endOf(first)) return [];
    const { schema, key, number } = call;
    return [
      `${schema} ${key}: call ${number} asked what call ${first.number} had: ${sinceReply(first, kills)}`,
    ];
  });
}

const endOf = ({ endedMs }: CallRecord): number => endedMs ?? Infinity;
