import { ApplicationFailure } from '@temporalio/activity';
import type { Call } from '../store/journal.ts';
import { Failure } from '../domain/failures.ts';
import { Pipeline } from '../domain/identity.ts';
import type { Plan } from '../domain/plan.ts';
import { PageUnreadable } from '../files/pageUnreadable.ts';
import { noteRun, readOutcome, type Outcome } from '../store/outcomes.ts';
import { noteUnreadable } from '../store/unreadable.ts';
import type { Desk, Run } from './desk.ts';
import { finalFailure } from './failure.ts';
import { pauseWhenAlike } from './pauseWhenAlike.ts';

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
  { run, plan }: { run: Run; plan: Pick<Plan, 'pipeline' | 'retryFailed'> },
  item: string,
  work: () => Promise<Done>,
): Promise<StepResult> {
  // Whoever started it may have died before; an outcome is kept by which run is the newer.
  noteRun(desk.store.quick, run.job, run.id, run.plan);
  if (!plan.retryFailed) keepEarlierFailure(desk, run, { item, pipeline: plan.pipeline });
  try {
    const { status, ref, reuse } = await work();
    desk.store.keepOutcome(
      run.job,
      { item, run: run.id, status, ref, reason: null, reused: reuse !== null },
      reuse,
    );
    return { status, reused: reuse !== null };
  } catch (error) {
    const failure = error instanceof PageUnreadable ? pageUnreadable(error) : error;
    if (!isFinal(failure)) throw failure;
    if (failure.type === Failure.pageUnreadable)
      noteUnreadable(desk.store.quick, run.job, item, failure.message);
    desk.store.keepOutcome(run.job, failed(run, item, failure.message));
    pauseWhenAlike(desk, run, failure.type);
    throw failure;
  }
}

/** No later try would read it: a person has to look. */
const pageUnreadable = ({ message }: PageUnreadable) => finalFailure(Failure.pageUnreadable, message);

function keepEarlierFailure(
  desk: Desk,
  run: Run,
  { item, pipeline }: { item: string; pipeline: string },
): void {
  const before = readOutcome(desk.store.quick, run.job, item);
  if (before?.status !== 'failed' || before.run === run.id) return;
  const reason = before.reason ?? 'failed';
  desk.store.keepOutcome(run.job, failed(run, item, reason));
  const asks =
    pipeline === Pipeline.runBatch
      ? 'without AITA_RETRY_FAILED_TASKS=false it is asked again'
      : 'aita retry-failed asks again';
  throw finalFailure(Failure.notRetried, `${reason} (failed before; ${asks})`);
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
