import type { Client, WorkflowHandle } from '@temporalio/client';
import { addCounts, type Progress } from '../domain/progress.ts';

/** How a watched run ended, as far as this command is concerned. */
export type Ending = 'completed' | 'paused' | 'cancelled' | 'terminated' | 'failed' | 'interrupted';

const pollMs = 400;
/** A worker that has to go through a long history first answers within a few seconds. */
const answerMs = 10_000;
/** The worker that carried a run to its end answers at once; where it has gone nobody does. */
const lastAnswerMs = 1000;

export interface Watch {
  client: Client;
  handle: WorkflowHandle;
  onProgress: (progress: Progress) => void;
  /** Ends the watch with `interrupted`. */
  signal: AbortSignal;
}

/** Shows a run's progress until it is over, paused with nothing in flight, or the watch is interrupted. */
export async function watchRun(watch: Watch): Promise<Ending> {
  const leaving = new AbortController();
  const signal = AbortSignal.any([watch.signal, leaving.signal]);
  try {
    // A question that is still on when its connection closes would throw where nobody can catch it.
    return await watch.client.withAbortSignal(signal, () => untilSeen({ ...watch, signal }));
  } finally {
    leaving.abort();
  }
}

async function untilSeen({ client, handle, onProgress, signal }: Watch): Promise<Ending> {
  const over = endOf(handle, signal);
  // When it is over nobody may be there to answer any more. Interrupted watches never look at the result.
  const asking = new AbortController();
  void over.catch(() => undefined).then(() => asking.abort());
  const ask = () => client.withAbortSignal(asking.signal, () => readProgress(client, handle));
  while (!signal.aborted) {
    const ended = await Promise.race([over, pause(signal)]);
    if (ended === 'interrupted') break;
    const progress = await (ended ? readProgress(client, handle, lastAnswerMs) : ask());
    if (progress) onProgress(progress);
    if (ended) return ended;
    if (progress?.state === 'paused') return 'paused';
  }
  return 'interrupted';
}

/** A run's counts with those of its running chunks; `null` while no worker answers. */
export async function readProgress(
  client: Client,
  handle: WorkflowHandle,
  withinMs = answerMs,
): Promise<Progress | null> {
  try {
    return await client.withDeadline(Date.now() + withinMs, () => askProgress(client, handle));
  } catch (error) {
    // Between a crash and the next worker there is nobody to ask.
    if (error instanceof Error && isPassing(error)) return null;
    throw error;
  }
}

async function askProgress(client: Client, handle: WorkflowHandle): Promise<Progress> {
  const progress = await handle.query<Progress>('progress');
  const chunks = await Promise.all(
    progress.chunks.map((id) => client.workflow.getHandle(id).query<Progress>('progress')),
  );
  for (const chunk of chunks) addCounts(progress, chunk);
  return progress;
}

const passing = ['QueryNotRegisteredError', 'QueryRejectedError', 'WorkflowNotFoundError', 'ServiceError'];

const isPassing = (error: Error): boolean => passing.includes(error.name);

/** Waits through restarts of the engine. */
export async function endOf(handle: WorkflowHandle, signal: AbortSignal): Promise<Ending> {
  for (;;) {
    try {
      await handle.result();
      return 'completed';
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ServiceError')) return endingOf(error);
      if ((await pause(signal)) === 'interrupted') return 'interrupted';
    }
  }
}

function endingOf(error: unknown): Ending {
  const cause = error instanceof Error ? error.cause : undefined;
  const name = cause instanceof Error ? cause.name : '';
  if (name === 'CancelledFailure') return 'cancelled';
  if (name === 'TerminatedFailure') return 'terminated';
  if (error instanceof Error && error.name === 'WorkflowFailedError') return 'failed';
  throw error;
}

/** Until the next look; `interrupted` when the watch ends before. */
export function pause(signal: AbortSignal): Promise<'interrupted' | null> {
  if (signal.aborted) return Promise.resolve('interrupted');
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish(null), pollMs);
    const onAbort = () => finish('interrupted');
    const finish = (value: 'interrupted' | null) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(value);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
