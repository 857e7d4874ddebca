import { isNearKill, type Evidence } from './evidence.ts';

/** Calls that asked what a sound reply, delivered more than 250 ms before any kill that could cut it, had answered. */
export function avoidableRepeats({ calls, kills }: Pick<Evidence, 'calls' | 'kills'>): string[] {
  /** When the request was soundly answered for the first time, so that the answer must have been kept. */
  const keptAt = new Map<string, number>();
  for (const call of calls) {
    if (call.hash === null || !call.sound || !call.fullyDelivered || isNearKill(call, kills)) continue;
    keptAt.set(call.hash, Math.min(keptAt.get(call.hash) ?? Infinity, call.endedMs ?? Infinity));
  }
  return calls
    .filter(({ hash, arrivedMs }) => hash !== null && arrivedMs > (keptAt.get(hash) ?? Infinity))
    .map(({ schema, key, number }) => `${schema} ${key}: call ${number} asked what was answered`);
}
