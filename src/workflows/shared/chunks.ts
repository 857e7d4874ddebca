import {
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  setHandler,
  startChild,
  TemporalFailure,
  workflowInfo,
  type ChildWorkflowHandle,
  type Workflow,
} from '@temporalio/workflow';
import type { Run } from '../../activities/desk.ts';
import type { PostedSpend } from '../../activities/postSpend.ts';
import { addCounts, countOutcome, noCounts, type Counts, type Progress } from '../../domain/progress.ts';
import { workflowTaskTimeout } from '../../domain/workflowTaskTimeout.ts';
import { handedOutSignal, lanesSignal, progressQuery, setLanesUpdate } from '../messages.ts';
import type { ItemOutcome, RunInput } from './run.ts';
import { showPosted } from './showPosted.ts';
import { spendPosts } from './spendPosts.ts';

/** Items in one run's history: about 7 events each when they trickle in, far from the 10,000 a run may have. */
export const chunkSize = 500;

export interface ChunkInput extends RunInput {
  run: Run;
  /** Items `from` (included) to `to` (excluded) of the plan. */
  from: number;
  to: number;
  chunk: number;
}

/** What a chunk tells: each settled item, and once that its last item was given out. */
export interface Listener {
  count: (item: string, outcome: ItemOutcome) => void;
  onHandedOut: () => void;
}

export type ChunkBody = (input: ChunkInput, listener: Listener) => Promise<void>;

/**
 * Runs a plan: in the pipeline's own history when it is small, else in child workflows.
 * A chunk starts when the one before has given out its last item, so the window never drains between two.
 * A chunk that fails (terminated by hand) stops no other; the run fails when all are over.
 */
export async function inChunks(
  input: RunInput & { run: Run },
  { body, childType }: { body: ChunkBody; childType: string },
  { progress, count }: { progress: Progress; count: Listener['count'] },
): Promise<void> {
  // One object all along: a change of `lanes` reaches the fan-out while it runs.
  const whole = Object.assign(input, { from: 0, to: input.total, chunk: 0 });
  const open = openChunks();
  setHandler(setLanesUpdate, (lanes) => {
    whole.lanes = lanes;
    open.setLanes(lanes);
  });
  if (input.total <= chunkSize) return body(whole, { count, onHandedOut: () => undefined });

  const handedOut = new Set<number>();
  setHandler(handedOutSignal, (chunk) => void handedOut.add(chunk));
  const children: Promise<void>[] = [];
  for (let from = 0, chunk = 0; from < input.total; from += chunkSize, chunk++) {
    const part = { ...whole, from, to: Math.min(from + chunkSize, input.total), chunk };
    const child = runChild(childType, part, { progress, open }).finally(() => handedOut.add(chunk));
    children.push(child);
    // A failed child is seen below; here it only must not go unhandled.
    child.catch(() => undefined);
    await condition(() => handedOut.has(chunk));
  }
  throwWorst(await Promise.allSettled(children));
}

/** A cancel goes before the failure of a chunk: what a person wanted tells how the run ended. */
function throwWorst(ends: PromiseSettledResult<void>[]): void {
  const errors = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
  if (errors.length > 0) throw errors.find(isCancellation) ?? errors[0];
}

/** The chunks that run, each told when the run's lanes change. */
function openChunks() {
  const chunks = new Set<ChildWorkflowHandle<Workflow>>();
  let latest: number | null = null;
  const tell = async (chunk: ChildWorkflowHandle<Workflow>, lanes: number): Promise<void> => {
    try {
      await chunk.signal(lanesSignal, lanes);
    } catch (error) {
      // It is over, and has given out all it had.
      if (!(error instanceof TemporalFailure)) throw error;
    }
  };
  return {
    add(chunk: ChildWorkflowHandle<Workflow>, lanes: number): void {
      chunks.add(chunk);
      // It changed while the chunk was being started.
      if (latest !== null && latest !== lanes) void tell(chunk, latest);
    },
    delete: (chunk: ChildWorkflowHandle<Workflow>) => chunks.delete(chunk),
    setLanes(lanes: number): void {
      latest = lanes;
      for (const chunk of chunks) void tell(chunk, lanes);
    },
  };
}

export interface ChunkResult extends Counts {
  /** Of the whole run, as of the chunk's last post; `null` when there was none. */
  posted: PostedSpend | null;
}

/** The body of a chunk's own workflow; answers `progress` for its part. */
export async function asChunk(input: ChunkInput, body: ChunkBody): Promise<ChunkResult> {
  const counts: Counts = { ...noCounts };
  setHandler(progressQuery, () => ({ ...emptyProgress(input), ...counts }));
  setHandler(lanesSignal, (lanes) => void (input.lanes = lanes));
  const parent = workflowInfo().parent;
  const onHandedOut = () => {
    if (!parent) return;
    // Without a run id: the parent is found even if it was reset.
    void getExternalWorkflowHandle(parent.workflowId).signal(handedOutSignal, input.chunk);
  };
  let last: PostedSpend | null = null;
  const posts = spendPosts(input.run, (posted) => (last = posted));
  const count = (item: string, outcome: ItemOutcome) => {
    countOutcome(counts, item, outcome);
    posts.onSettled();
  };
  await body(input, { count, onHandedOut });
  await posts.settle();
  return { ...counts, posted: last };
}

async function runChild(
  childType: string,
  part: ChunkInput,
  { progress, open }: { progress: Progress; open: ReturnType<typeof openChunks> },
): Promise<void> {
  // With the run's id: chunks of a run that was just terminated may be about for a moment.
  const workflowId = `${part.run.job}/${part.run.id}/chunk-${part.chunk}`;
  progress.chunks.push(workflowId);
  try {
    const child = await startChild(childType, {
      workflowTaskTimeout,
      workflowId,
      args: [part],
      // After a reset in the Web UI its chunks are begun again; what the old ones paid for is in the store.
      workflowIdReusePolicy: 'TERMINATE_IF_RUNNING',
    });
    open.add(child, part.lanes);
    const { posted, ...counts } = (await child.result().finally(() => open.delete(child))) as ChunkResult;
    addCounts(progress, counts);
    if (posted) showPosted(progress, posted);
  } finally {
    progress.chunks = progress.chunks.filter((id) => id !== workflowId);
  }
}

const emptyProgress = ({ assignment, from, to, run }: ChunkInput): Progress => ({
  pipeline: 'chunk',
  assignment,
  total: to - from,
  ...noCounts,
  state: 'running',
  reason: null,
  startedAtMs: run.startedAt,
  chunks: [],
});
