import type { JournalLine } from '../../src/store/journal.ts';
import type { CallRecord } from '../../test/support/faultModel/callRecord.ts';
import type { Item } from './chaosExam.ts';
import type { Costs } from './costs.ts';
import type { Kill } from './kill.ts';

/** What a result file says of an item. */
export interface Result {
  exam: string;
  item: string;
  status: string;
  reason: string | null;
  /** SHA-256 of the reply that would say just this; `null` when the item is not done. */
  saidHash: string | null;
}

/** What the engine says of a pipeline's last run. */
export interface RunCounts {
  exam: string;
  pipeline: Item['pipeline'];
  done: number;
  failed: number;
}

/** A call whose process died and whose place nobody has needed since: not in the journal yet. */
export interface OpenLease {
  assignment: string;
  item: string;
  startedAt: number;
}

/** Everything that is compared. `calls` is the model's own truth, in order of arrival. */
export interface Evidence {
  width: number;
  items: Item[];
  kills: Kill[];
  calls: CallRecord[];
  results: Result[];
  journal: JournalLine[];
  openLeases: OpenLease[];
  histories: RunCounts[];
  costs: Costs;
  /** Files that were not whole when they were looked at. */
  torn: string[];
  /** Commands that ended with an error although nobody had killed them. */
  gaveUp: string[];
}

/** Of a call whose whole reply left the socket: the client could read it. */
export const isReply = ({ fullyDelivered, status }: CallRecord): boolean => fullyDelivered && status === 200;

/** Whether a kill may have cut the reply off between the socket and the store. */
export function isNearKill({ endedMs }: CallRecord, kills: readonly Kill[]): boolean {
  const end = endedMs ?? Infinity;
  return kills.some(
    ({ cutsCalls, atMs, goneAtMs, marginMs }) => cutsCalls && goneAtMs >= end && atMs <= end + marginMs,
  );
}

/** How long before the next kill that could cut it the reply had left the socket. */
export function sinceReply({ endedMs }: CallRecord, kills: readonly Kill[]): string {
  const end = endedMs ?? Infinity;
  const next = kills.find(({ cutsCalls, goneAtMs }) => cutsCalls && goneAtMs >= end);
  if (next === undefined) return 'no kill came after it';
  return `delivered ${Math.round(next.atMs - end)} ms before a kill (${next.kind}; margin ${Math.round(next.marginMs)} ms)`;
}

/** What results and journal call it. */
export const itemName = ({ exam, item }: { exam: string; item: string }): string => `${exam} ${item}`;

/** What the model calls it. */
export const itemKey = ({ schema, key }: { schema: string | null; key: string | null }): string =>
  `${schema} ${key}`;
