/**
 * What a failed call means for the others.
 * `provider`: all calls wait · `item`: this one is tried again · `rejected`: the same answer would come again ·
 * `paused`: nobody's call can work until a person mends something · `cut`: we ended it ourselves.
 */
export type CallErrorKind = 'provider' | 'serverError' | 'item' | 'rejected' | 'paused' | 'cut';

/** A call that brought no reply. Never holds the request, its images or the key. */
export class CallError extends Error {
  readonly kind: CallErrorKind;
  /** HTTP status; `null` when there was no answer. */
  readonly status: number | null;
  /** What the provider asked us to wait, from `Retry-After(-ms)`. */
  readonly retryAfterMs: number | null;
  /** Whether the provider may have billed it: true when the connection broke after the request was sent. */
  readonly maybeBilled: boolean;
  /** Whether the provider says that its requests or tokens for now are used up. */
  readonly saysRequests: boolean;
  /** Requests a second that it says it takes. */
  readonly toldRps: number | null;

  constructor(kind: CallErrorKind, message: string, facts: Partial<CallFacts> = {}) {
    super(message);
    this.name = 'CallError';
    this.kind = kind;
    this.status = facts.status ?? null;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.maybeBilled = facts.maybeBilled ?? false;
    this.saysRequests = facts.saysRequests ?? false;
    this.toldRps = facts.toldRps ?? null;
  }
}

interface CallFacts {
  status: number | null;
  retryAfterMs: number | null;
  maybeBilled: boolean;
  saysRequests: boolean;
  toldRps: number | null;
}
