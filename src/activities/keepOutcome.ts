import { ApplicationFailure } from '@temporalio/activity';
import type { Call } from '../store/journal.ts';
import type { Outcome } from '../store/outcomes.ts';
import type { Desk, Run } from './desk.ts';

/** What a step tells its workflow: small enough for a history of thousands. */
export interface StepResult {
  status: 'done' | 'blank';
  /** No call was made: the reply was stored already. */
  reused: boolean;
}

interface Done {
  status: StepResult['status'];
  ref: string | null;
  reuse: Call | null;
}

/** Keeps what became of an item in the store, also when it failed for good; then tells the workflow the short of it. */
export async function keepOutcome(
  desk: Desk,
  run: Run,
  item: string,
  work: () => Promise<Done>,
): Promise<StepResult> {
  try {
    const { status, ref, reuse } = await work();
    desk.store.keepOutcome(
      run.job,
      { item, run: run.id, status, ref, reason: null, reused: reuse !== null },
      reuse,
    );
    return { status, reused: reuse !== null };
  } catch (error) {
    if (isFinal(error)) desk.store.keepOutcome(run.job, failed(run, item, error.message));
    throw error;
  }
}

const isFinal = (error: unknown): error is ApplicationFailure =>
  error instanceof ApplicationFailure && error.nonRetryable === true;

export const failed = (run: Run, item: string, reason: string): Outcome => ({
  item,
  run: run.id,
  status: 'failed',
  ref: null,
  reason,
  reused: false,
});
