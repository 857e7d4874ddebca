import { Failure } from '../domain/failures.ts';
import { askAgainLimit, findAnswer } from '../llm/findAnswer.ts';
import { askAgain, providerName, requestHash, type ModelRequest } from '../llm/request.ts';
import { readReply, type Reading } from '../llm/readReply.ts';
import { isBoughtBy, type Call } from '../store/journal.ts';
import { readReply as readStored, replyChecksum } from '../store/replies.ts';
import { buyReply } from './buyReply.ts';
import type { Desk, Run } from './desk.ts';
import { finalFailure, retryLater } from './failure.ts';

export interface Ask<T> {
  request: ModelRequest;
  read: (text: string) => Reading<T>;
  run: Run;
  step: string;
  item: string;
  assignment: string;
  pipeline: string;
  /** `false`: replies from before this run are bought again. */
  reuse: boolean;
  /** Tries after the first for failures of the item itself. */
  maxRetries: number;
}

export interface Answer<T> {
  value: T;
  /** Hash of the request whose reply this is: the reply is in the store. */
  ref: string;
  /** Set when no call was made for it; to be booked with the outcome. */
  reuse: Call | null;
}

/**
 * Asks the model, or the store when the same request was answered before. The one place that spends.
 *
 * Every reply is stored and booked in one durable transaction before it is read, so a retry after a crash
 * finds it and pays nothing. A reply that cannot be used fails this attempt; the next one finds it and asks
 * again with the reason.
 * @throws ApplicationFailure with a name of `Failure`; retryable unless the item failed for good.
 */
export async function askModel<T>(desk: Desk, ask: Ask<T>): Promise<Answer<T>> {
  const stored = storedAnswer(desk, ask);
  if (stored) return stored;
  let request = ask.request;
  for (let again = 0; ; again++) {
    const call = callOf(ask, request);
    const { reading, text, bought } =
      storedReading(desk, ask, call.hash) ?? (await buy(desk, ask, request, call));
    if (reading.ok) return { value: reading.value, ref: call.hash, reuse: bought ? null : call };
    if (again === askAgainLimit) throw finalFailure(Failure.replyUnusable, reading.reason);
    if (bought) throw retryLater(Failure.replyUnusable, reading.reason, 1);
    request = askAgain(request, text, reading.reason);
  }
}

/** An earlier run's usable reply, also when the model had to be asked again for it. */
export function storedAnswer<T>(desk: Desk, ask: Ask<T>): Answer<T> | null {
  const found = findAnswer(ask.request, ask.read, (hash) =>
    ask.reuse || isOwn(desk, ask, hash) ? (readStored(desk.store.durable, hash)?.reply ?? null) : null,
  );
  if (!found) return null;
  const reuse = callOf(ask, found.request);
  return { value: found.value, ref: reuse.hash, reuse };
}

interface Read<T> {
  reading: Reading<T>;
  text: string;
  bought: boolean;
}

function storedReading<T>(desk: Desk, ask: Ask<T>, hash: string): Read<T> | null {
  const found = readStored(desk.store.durable, hash);
  if (!found) return null;
  const reading = readReply(found.reply, ask.read);
  // A reply that could not be used is final for its own run only: a later run asks afresh.
  const countsForAll = ask.reuse && reading.ok;
  if (!countsForAll && !isOwn(desk, ask, hash)) return null;
  return { reading, text: found.reply.text, bought: false };
}

async function buy<T>(desk: Desk, ask: Ask<T>, request: ModelRequest, call: Call): Promise<Read<T>> {
  // What is stored by now could not be used, or it would not be bought.
  const counting = { anew: !ask.reuse, stale: replyChecksum(desk.store.durable, call.hash) };
  const reply = await buyReply(desk, {
    call,
    request,
    counting,
    maxRetries: ask.maxRetries,
    read: ask.read,
    job: ask.run.job,
  });
  if (reply !== 'stored') return { reading: readReply(reply, ask.read), text: reply.text, bought: true };
  const stored = storedReading(desk, ask, call.hash);
  if (!stored)
    throw retryLater(Failure.callFailed, 'The stored reply to an equal request could not be read.', 1);
  return stored;
}

/** By the journal: the engine, by whose clock a run has started, may have another one than this host. */
const isOwn = (desk: Desk, { run }: Ask<unknown>, hash: string): boolean =>
  isBoughtBy(desk.store.durable, run.id, hash);

/** What a call may use is known when its images were read. */
const nothingReserved = { reservedUsd: null, mostTokens: 0 };

function callOf(ask: Ask<unknown>, request: ModelRequest): Call {
  return {
    hash: requestHash(request),
    provider: providerName(request.baseUrl),
    endpoint: request.baseUrl,
    model: request.model,
    assignment: ask.assignment,
    pipeline: ask.pipeline,
    step: ask.step,
    item: ask.item,
    run: ask.run.id,
    ...nothingReserved,
  };
}
