import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  setCurrentDetails,
  setHandler,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { Run } from '../../activities/desk.ts';
import { countOutcome, noCounts, type Progress, type Settled } from '../../domain/progress.ts';
import { pausedSignal, pauseUpdate, progressQuery, resumeUpdate, writeResultsUpdate } from '../messages.ts';
import { pausedResults, type PausedResults } from './pausedResults.ts';
import { progressTable } from './progressTable.ts';
import { localSteps } from './proxies.ts';
import { showPosted } from './showPosted.ts';
import { spendPosts, type SpendPosts } from './spendPosts.ts';

export interface RunInput {
  assignment: string;
  /** Digest of the plan in the store. */
  plan: string;
  /** Queue of the steps that call the model. */
  modelQueue: string;
  /** Items in the plan. */
  total: number;
  /** Steps that are counted; an item may take several. */
  steps: number;
  /** Items given out at once: more than calls in flight, so that no lane waits for a workflow round trip. */
  lanes: number;
  /** AITA's version: an open run of another one is ended and started again, which the store makes free. */
  version: string;
}

export interface RunResult {
  done: number;
  failed: number;
  reused: number;
  blank: number;
}

export type ItemOutcome = Settled;

/**
 * Runs a pipeline's story with its book-keeping: answers `progress`, obeys `pause` and `resume`, keeps the
 * Web UI's table, and writes the results that exist however the story ends.
 */
export async function asRun(pipeline: string, input: RunInput, story: Story): Promise<RunResult> {
  const run = thisRun(input);
  const progress = firstProgress(pipeline, input, run);
  const show = () => setCurrentDetails(progressTable(progress, Date.now()));
  const paused = pausedResults(() => story.writeResults(run));
  const showAndKeep = () => {
    show();
    if (progress.state === 'paused') paused.write();
  };
  obeyClient(run, progress, showAndKeep);
  setHandler(writeResultsUpdate, async () => void (await story.writeResults(run)));
  show();
  const posts = spendPosts(run, (posted) => {
    showPosted(progress, posted);
    show();
  });
  const count = (item: string, outcome: ItemOutcome) => {
    countOutcome(progress, item, outcome);
    posts.onSettled();
    showAndKeep();
  };
  try {
    await story.work({ ...input, run }, { progress, count });
  } catch (error) {
    // Any other error is a fault of this code: the engine tries the task again, with mended code if need be.
    if (!(error instanceof TemporalFailure)) throw error;
    progress.state = isCancellation(error) ? 'cancelled' : 'failed';
    await CancellationScope.nonCancellable(() => endEarly(run, progress, { story, posts, paused }));
    throw error;
  }
  // All is paid: a cancel that comes now is too late, and must not keep the results from being written.
  await CancellationScope.nonCancellable(async () => {
    await writeAll(run, { story, posts, paused });
    progress.state = 'done';
    show();
    await condition(allHandlersFinished);
  });
  const { done, failed, reused, blank } = progress;
  return { done, failed, reused, blank };
}

function thisRun({ plan }: RunInput): Run {
  const info = workflowInfo();
  return {
    // A reset gives the run another id, and this one stays: what was done before it counts on.
    id: info.firstExecutionRunId,
    job: info.workflowId,
    startedAt: info.startTime.getTime(),
    plan,
  };
}

export interface Story {
  work: (
    input: RunInput & { run: Run },
    book: { progress: Progress; count: (item: string, outcome: ItemOutcome) => void },
  ) => Promise<void>;
  /** Writes what there is, with a status for the rest. */
  writeResults: (run: Run) => Promise<unknown>;
}

async function endEarly(run: Run, { state }: Progress, writers: Writers): Promise<void> {
  if (state === 'cancelled') await localSteps.setGate({ run: run.id, state, reason: null });
  await writeAll(run, writers);
}

interface Writers {
  story: Story;
  posts: SpendPosts;
  paused: PausedResults;
}

async function writeAll(run: Run, { story, posts, paused }: Writers): Promise<void> {
  await paused.settle();
  await story.writeResults(run);
  await posts.finish();
}

function obeyClient(run: Run, progress: Progress, show: () => void): void {
  const turn = (state: Progress['state'], reason: string | null) => {
    progress.state = state;
    progress.reason = reason;
    show();
  };
  setHandler(progressQuery, () => progress);
  setHandler(pausedSignal, (reason, of = run.id) => {
    // A late step of the run before does not know that this is another one.
    if (of === run.id) turn('paused', reason);
  });
  setHandler(pauseUpdate, async (reason) => {
    await localSteps.setGate({ run: run.id, state: 'paused', reason });
    turn('paused', reason);
  });
  setHandler(resumeUpdate, async () => {
    // Said first: the one call that tries may fail, and say `paused`, before the step's end is heard of.
    turn('running', null);
    await localSteps.setGate({ run: run.id, state: 'open', reason: null });
  });
}

const firstProgress = (pipeline: string, { assignment, steps }: RunInput, run: Run): Progress => ({
  pipeline,
  assignment,
  total: steps,
  ...noCounts,
  state: 'running',
  reason: null,
  startedAtMs: run.startedAt,
  chunks: [],
});
