import { setTimeout as delay } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { counted } from '../domain/counted.ts';
import { Failure } from '../domain/failures.ts';
import type { ModelReply } from '../domain/modelReply.ts';
import { CallError } from '../llm/callError.ts';
import { highestUse } from '../llm/highestUse.ts';
import { highestPriceOf, priceOf } from '../llm/pricing.ts';
import { readReply, type Reading } from '../llm/readReply.ts';
import { withImages, type ModelRequest, type SentImage } from '../llm/request.ts';
import { readGate, writeGate } from '../store/gates.ts';
import { countItemFailures, cutAttempt, type Attempt, type Call } from '../store/journal.ts';
import type { Counting, Wait } from '../store/limiter.ts';
import { PermitsClosed } from '../store/permits.ts';
import { readProvider } from '../store/providers.ts';
import type { Desk, ModelAccess } from './desk.ts';
import { finalFailure, retryLater } from './failure.ts';
import { withHeartbeat, type StepState } from './heartbeat.ts';
import { announcePause } from './announcePause.ts';
import { isSameCause } from './pauseWhenAlike.ts';

export interface Purchase {
  call: Call;
  request: ModelRequest;
  counting: Counting;
  maxRetries: number;
  read: (text: string) => Reading<unknown>;
  /** Workflow id of the pipeline, told when the run has to pause. */
  job: string;
}

/** The limiter speaks of a call outside of its step, where there is no current context. */
type Buying = Purchase & { context: Context };

/** A lone 5xx is the item's own trouble when something succeeded in this time before it; otherwise the provider is down. */
const recentSuccessMs = 30_000;

/** What is left of a step can wait until the calls that got its place, and those of its wave, have left. */
const yieldMs = 10;

/** Waits for the limiter, calls once, and keeps whatever came of it; `stored` when an equal request was answered meanwhile. */
export async function buyReply(desk: Desk, purchase: Purchase): Promise<ModelReply | 'stored'> {
  const model = accessFor(desk, purchase.call.endpoint);
  const context = Context.current();
  const signal = context.cancellationSignal;
  return withHeartbeat(purchase.call.item, async (show) => {
    // Before the permit: a call must leave when its place in the rate window says.
    const request = await withImages(purchase.request);
    const priced = { ...purchase, context, request, call: withReserve(model, purchase.call, request) };
    const onWait = (wait: Wait) => {
      show(waiting(wait.reason ?? wait.why));
      if (wait.why === 'budget') announceBudget(desk, priced);
    };
    const { counting } = purchase;
    const permit = await desk.store.permits
      .acquire(priced.call, { counting, signal, onWait })
      .catch(whenStopping);
    if (permit.kind === 'stored') return 'stored';
    show({ phase: 'calling', since: Date.now(), why: null });
    return call(desk, model, priced, permit.at);
  });
}

/** The call with the most it can use and cost: both are kept free for it from its permit on. */
function withReserve(model: ModelAccess, call: Call, request: ModelRequest<SentImage>): Call {
  const most = highestUse(request);
  const reservedUsd = model.endpoint === 'offline' ? 0 : highestPriceOf(request.model, most, model.prices);
  return { ...call, reservedUsd, mostTokens: most.inputTokens + most.outputTokens };
}

/** The limiter closes the gate of a run whose budget is used up, for the first call that does not fit. */
function announceBudget(desk: Desk, { call, job, context }: Buying): void {
  const { state, reason } = readGate(desk.store.quick, call.run);
  if (state === 'paused') announcePause(context, { job, run: call.run }, reason ?? 'budget');
}

function whenStopping(error: unknown): never {
  throw error instanceof PermitsClosed ? retryLater('WorkerStopping', error.message, 200) : error;
}

async function call(
  desk: Desk,
  model: ModelAccess,
  purchase: Buying,
  startedAt: number,
): Promise<ModelReply> {
  const signal = purchase.context.cancellationSignal;
  const request = { ...purchase.request, baseUrl: model.baseUrl };
  try {
    const reply = withPrice(model, request.model, await model.provider.complete(request, signal));
    await keepReply(desk, purchase, reply, startedAt);
    await delay(yieldMs);
    return reply;
  } catch (error) {
    if (!(error instanceof CallError)) {
      desk.store.keepFailure(purchase.call, cutAttempt(`unexpected: ${String(error)}`, startedAt));
      throw error;
    }
    throw bookFailure(desk, purchase, error, startedAt);
  }
}

async function keepReply(desk: Desk, purchase: Buying, reply: ModelReply, startedAt: number): Promise<void> {
  const { call, context, job } = purchase;
  const attempt = attemptOf(purchase, reply, startedAt);
  const pause = pauseReason(desk, call, attempt.kind, attempt.reason ?? '');
  if (pause !== null) closeGate(desk, call, pause);
  await desk.store.keepReply(call, reply, attempt);
  if (pause !== null) announcePause(context, { job, run: call.run }, pause);
}

function bookFailure(desk: Desk, purchase: Buying, error: CallError, startedAt: number): Error {
  const { call } = purchase;
  const kind = error.kind === 'serverError' ? serverErrorKind(desk, call, startedAt) : error.kind;
  const attempt = failedAttempt(error, kind, startedAt);
  if (kind === 'provider') {
    const { retryAfterMs, saysRequests, toldRps } = error;
    const isRateLimit = error.status === 429;
    const failure = { reason: error.message, startedAt, retryAfterMs, isRateLimit, saysRequests, toldRps };
    const until = desk.store.keepOutage(call, attempt, failure);
    return retryLater(Failure.providerUnavailable, error.message, until - Date.now());
  }
  const pause = pauseReason(desk, call, kind, error.message);
  if (pause !== null) closeGate(desk, call, pause);
  desk.store.keepFailure(call, attempt);
  if (pause !== null) return pauseRun(purchase, pause);
  if (kind === 'cut') return purchase.context.cancellationSignal.reason as Error;
  if (kind === 'rejected') return finalFailure(Failure.requestRejected, error.message);
  return itemFailure(desk, purchase, error);
}

/** Why the run has to wait for a person; `null` when what came of the call is another matter. */
function pauseReason(desk: Desk, call: Call, kind: string, message: string): string | null {
  if (kind === 'paused') return message;
  if (kind !== 'rejected' && kind !== 'unusable') return null;
  const gate = readGate(desk.store.quick, call.run);
  return isSameCause(gate, message) ? gate.reason : null;
}

/** Before the call's place is freed: the next one in line must find the gate closed. */
const closeGate = (desk: Desk, { run }: Call, reason: string): void =>
  writeGate(desk.store.durable, run, { state: 'paused', reason });

function itemFailure(desk: Desk, { call, maxRetries }: Purchase, error: CallError): Error {
  const failures = countItemFailures(desk.store.durable, call.run, call.item);
  if (failures > maxRetries) {
    const tries = counted(failures, 'try', 'tries');
    return finalFailure(Failure.callFailed, `${error.message} (${tries})`);
  }
  const growing = Math.min(1000 * 2 ** (failures - 1), 30_000);
  return retryLater(Failure.callFailed, error.message, error.retryAfterMs ?? growing);
}

/** Nobody's call can work until a person mends it: the run waits, the item stays pending. */
function pauseRun({ context, job, call }: Buying, reason: string): Error {
  announcePause(context, { job, run: call.run }, reason);
  return retryLater(Failure.runPaused, reason, 1000);
}

function serverErrorKind(desk: Desk, call: Call, startedAt: number): 'provider' | 'item' {
  const { lastSuccessAt } = readProvider(desk.store.quick, call.provider);
  return lastSuccessAt !== null && lastSuccessAt > startedAt - recentSuccessMs ? 'item' : 'provider';
}

function failedAttempt(error: CallError, kind: string, startedAt: number): Attempt {
  // `item:` is what counts against the item's own tries.
  const reason = kind === 'item' ? `item: ${error.message}` : error.message;
  if (error.maybeBilled) return cutAttempt(reason, startedAt);
  return {
    kind: 'refused',
    inputTokens: 0,
    cachedTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    startedAt,
    reason,
  };
}

function attemptOf(purchase: Purchase, reply: ModelReply, startedAt: number): Attempt {
  const reading = readReply(reply, purchase.read);
  return {
    kind: reading.ok ? 'used' : 'unusable',
    inputTokens: reply.inputTokens,
    cachedTokens: reply.cachedTokens,
    outputTokens: reply.outputTokens,
    costUsd: reply.costUsd,
    startedAt,
    reason: reading.ok ? null : reading.reason,
  };
}

// The provider's own price wins over the table.
function withPrice(model: ModelAccess, name: string, reply: ModelReply): ModelReply {
  if (reply.costUsd !== null) return reply;
  return { ...reply, costUsd: model.endpoint === 'offline' ? 0 : priceOf(name, reply, model.prices) };
}

function accessFor(desk: Desk, endpoint: string): ModelAccess {
  if (desk.model?.endpoint === endpoint) return desk.model;
  const own = desk.model?.endpoint ?? 'no provider';
  throw finalFailure(Failure.notMine, `This worker calls ${own}; the run was planned for ${endpoint}.`);
}

const waiting = (why: string): Omit<StepState, 'item'> => ({ phase: 'waiting', since: Date.now(), why });
