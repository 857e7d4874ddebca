import type { CallRecord } from './callRecord.ts';
import { peakStarts } from './peakStarts.ts';
import { repeatPairs } from './repeatPairs.ts';
import type { Truth } from './truth.ts';

export interface UsageSum {
  /** Replies that said what they used. */
  calls: number;
  inputTokens: number;
  outputTokens: number;
  /** US dollars; 0 when the model has no prices. */
  costUsd: number;
}

export interface FaultStats {
  total: number;
  /** `none`: no status line was sent. */
  byStatus: Record<string, number>;
  bySchema: Record<string, number>;
  /** `none`: no fault was played. */
  byFault: Record<string, number>;
  refusedByLimits: number;
  inFlight: number;
  /** Refused calls included. */
  peakInFlight: number;
  /** Most arrivals in any `windowMs`, refused calls included. */
  peakStarts: number;
  windowMs: number;
  /** Different requests. */
  distinct: number;
  /** Answers 200 to a request that had one already. */
  repeated: number;
  /** Calls that asked what a sound reply, fully delivered before, had answered. */
  repeatedAfterDelivery: number;
  aborted: number;
  cut: number;
  /** Of replies that left the socket whole. */
  delivered: UsageSum;
  /** Of all replies begun, those that broke off included. */
  sent: UsageSum;
  firstStartMs: number | null;
  lastEndMs: number | null;
  /** From the first arrival to the last end. */
  spanMs: number;
}

export function faultStats(truth: Truth, windowMs: number): FaultStats {
  const { calls } = truth;
  const ends = calls.flatMap(({ endedMs }) => endedMs ?? []);
  const firstStartMs = calls[0]?.arrivedMs ?? null;
  const lastEndMs = ends.length === 0 ? null : ends.reduce((a, b) => Math.max(a, b));
  return {
    total: calls.length,
    byStatus: countBy(calls, ({ status }) => status),
    bySchema: countBy(calls, ({ schema }) => schema),
    byFault: countBy(calls, ({ fault }) => fault),
    refusedByLimits: calls.filter(isRefusedByLimit).length,
    inFlight: truth.inFlight,
    peakInFlight: truth.peakInFlight,
    peakStarts: peakStarts(
      calls.map(({ arrivedMs }) => arrivedMs),
      windowMs,
    ),
    windowMs,
    distinct: new Set(calls.flatMap(({ hash }) => hash ?? [])).size,
    repeated: countRepeated(calls),
    repeatedAfterDelivery: repeatPairs(calls).length,
    aborted: calls.filter(({ aborted }) => aborted).length,
    cut: calls.filter(({ cut }) => cut).length,
    delivered: sumUsage(calls.filter(({ fullyDelivered }) => fullyDelivered)),
    sent: sumUsage(calls),
    firstStartMs,
    lastEndMs,
    spanMs: firstStartMs === null || lastEndMs === null ? 0 : lastEndMs - firstStartMs,
  };
}

const isRefusedByLimit = ({ refusedBy }: CallRecord): boolean =>
  refusedBy === 'requests' || refusedBy === 'tokens' || refusedBy === 'inFlight';

function countBy(
  calls: readonly CallRecord[],
  name: (call: CallRecord) => string | number | null,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const call of calls) {
    const group = String(name(call) ?? 'none');
    counts[group] = (counts[group] ?? 0) + 1;
  }
  return counts;
}

function countRepeated(calls: readonly CallRecord[]): number {
  const answered = calls.flatMap(({ hash, status }) => (status === 200 && hash !== null ? [hash] : []));
  return answered.length - new Set(answered).size;
}

function sumUsage(calls: readonly CallRecord[]): UsageSum {
  const sum: UsageSum = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };
  for (const { usage } of calls) {
    if (usage === null) continue;
    sum.calls++;
    sum.inputTokens += usage.inputTokens;
    sum.outputTokens += usage.outputTokens;
    sum.costUsd += usage.costUsd ?? 0;
  }
  return sum;
}
