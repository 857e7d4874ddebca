import { ActivityFailure, CancellationScope, log, proxyActivities } from '@temporalio/workflow';
import type { Run } from '../../activities/desk.ts';
import type { LocalSteps } from '../../activities/index.ts';
import type { PostedSpend } from '../../activities/postSpend.ts';

/** Settled items between two posts: a run of an hour shows its spend all along and adds little to its history. */
const itemsPerPost = 50;
/** A small run shows something too. */
const itemsBeforeFirst = 10;

const { postSpend } = proxyActivities<Pick<LocalSteps, 'postSpend'>>({
  startToCloseTimeout: '30 seconds',
  heartbeatTimeout: '5 seconds',
  // A run must not wait for its ledger: the journal is the truth, and the next start posts what is left.
  scheduleToCloseTimeout: '1 minute',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
});

export interface SpendPosts {
  onSettled(): void;
  /** What was booked before this call is posted when it is done. */
  finish(): Promise<void>;
  /** Waits for a post that is under way. */
  settle(): Promise<void>;
}

/** Tells the ledger of what the journal holds, now and then and at the end; one post at a time. */
export function spendPosts(run: Run, onPosted: (posted: PostedSpend) => void): SpendPosts {
  let settled = 0;
  let inFlight: Promise<void> | null = null;
  const start = (): Promise<void> => (inFlight ??= post(run, onPosted).finally(() => (inFlight = null)));
  return {
    onSettled() {
      if (++settled === itemsBeforeFirst || settled % itemsPerPost === 0) void start();
    },
    async finish() {
      await inFlight;
      await start();
    },
    async settle() {
      await inFlight;
    },
  };
}

async function post(run: Run, onPosted: (posted: PostedSpend) => void): Promise<void> {
  try {
    // What a cancelled run has spent is spent.
    onPosted(await CancellationScope.nonCancellable(() => postSpend({ run })));
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('The ledger was not told of the spend; the next start tells it.', { error: String(error) });
  }
}
