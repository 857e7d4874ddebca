import type { CallUsage } from './completion.ts';
import type { FaultName } from './faultNames.ts';

/** The truth about one call. Times: milliseconds since the epoch, from a clock that never steps back. */
export interface CallRecord {
  /** From 1, in order of arrival. */
  number: number;
  arrivedMs: number;
  /** `null` in this and the next four: the body never came whole, or was no chat request. */
  hash: string | null;
  key: string | null;
  schema: string | null;
  model: string | null;
  /** How often this request was asked, this time included. */
  attempt: number | null;
  /** SHA-256 of each image's bytes. */
  imageDigests: string[];
  bodyBytes: number;
  stream: boolean;
  fault: FaultName | null;
  refusedBy: 'requests' | 'tokens' | 'inFlight' | 'apiKey' | 'model' | 'body' | null;
  /** `null`: no status line was sent. */
  status: number | null;
  /** The reply, if it arrives whole, is a right one: asking the same again is a waste. */
  sound: boolean;
  /** What the reply says was used; `null` when it says nothing. */
  usage: CallUsage | null;
  /** SHA-256 of the message's text. */
  contentHash: string | null;
  /** The whole reply left the socket (`fullyDelivered`), or the connection ended; `null` while in flight. */
  endedMs: number | null;
  fullyDelivered: boolean;
  /** The client went before the reply was out. */
  aborted: boolean;
  /** The model itself broke the connection. */
  cut: boolean;
}

export const newCallRecord = (number: number, arrivedMs: number): CallRecord => ({
  number,
  arrivedMs,
  hash: null,
  key: null,
  schema: null,
  model: null,
  attempt: null,
  imageDigests: [],
  bodyBytes: 0,
  stream: false,
  fault: null,
  refusedBy: null,
  status: null,
  sound: false,
  usage: null,
  contentHash: null,
  endedMs: null,
  fullyDelivered: false,
  aborted: false,
  cut: false,
});
