import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { WorkflowFailedError } from '@temporalio/client';
import type { Progress } from '../../src/domain/progress.ts';
import { pausedSignal, progressQuery, setLanesUpdate } from '../../src/workflows/messages.ts';
import type { holdChunks } from '../support/fanOutWorkflows.ts';
import { holdingWorker } from '../support/holdingWorker.ts';
import { waitFor } from '../support/waitFor.ts';

const taskQueue = 'chunks';
const scene = await holdingWorker(taskQueue);
beforeEach(() => void scene.renew());

let runs = 0;
const total = 502;

/** A run of two chunks: 500 items and 2. */
const startChunks = (lanes: number) =>
  scene.client.workflow.start<typeof holdChunks>('holdChunks', {
    taskQueue,
    workflowId: `hold-chunks-${++runs}`,
    args: [
      { assignment: 'Final', plan: 'x', modelQueue: taskQueue, total, steps: total, lanes, version: '0' },
    ],
  });

/** The last three items of the first chunk, and both of the second. */
const untilBothHold = () => scene.untilHeld('item-497', 'item-498', 'item-499', 'item-500', 'item-501');

async function startWithAFailedChunk() {
  const run = await startChunks(4);
  await untilBothHold();
  const [first = ''] = (await progressOf(run.workflowId)).chunks;
  await scene.client.workflow.getHandle(first).terminate('by hand');
  await waitFor(async () => (await progressOf(run.workflowId)).chunks.length === 1, 30_000);
  return run;
}

const progressOf = (id: string) => scene.client.workflow.getHandle(id).query<Progress>(progressQuery.name);

test('a chunk starts when the one before has given out its last item, before that is done', async () => {
  const run = await startChunks(4);
  await untilBothHold();
  const { chunks } = await progressOf(run.workflowId);
  const progress = await Promise.all(chunks.map(progressOf));
  assert.deepEqual(
    progress.map(({ total: all, done }) => [all, done]),
    [
      [500, 497],
      [2, 0],
    ],
  );
  await letGoWithResults();
  assert.equal((await run.result()).done, total);
});

test('a width that changes holds in the chunks that run, too', async () => {
  const run = await startChunks(1);
  await scene.untilHeld('item-497');
  await run.executeUpdate(setLanesUpdate, { args: [4] });
  scene.holder.letGo('item-497');
  await scene.untilHeld('item-498', 'item-499', 'item-500', 'item-501');
  await letGoWithResults();
  assert.equal((await run.result()).done, total);
});

test('a chunk that is terminated fails its run, after the others are done and the results written', async () => {
  const run = await startWithAFailedChunk();
  scene.holder.letGo();
  await scene.untilHeld('results');
  assert.equal((await progressOf(run.workflowId)).done, 2);
  scene.holder.letGo();
  await assert.rejects(run.result(), WorkflowFailedError);
  assert.equal((await run.describe()).status.name, 'FAILED');
});

test('a run that is cancelled after one of its chunks has failed is cancelled', async () => {
  const run = await startWithAFailedChunk();
  await run.cancel();
  await waitFor(() => scene.holder.begun.includes('results'), 30_000);
  scene.holder.letGo();
  await assert.rejects(run.result(), WorkflowFailedError);
  assert.equal((await run.describe()).status.name, 'CANCELLED');
});

test('a run starts anew while the chunks of the one that was terminated are still about', async () => {
  const old = await startChunks(4);
  await untilBothHold();
  const before = await progressOf(old.workflowId);
  await old.terminate('a new start');
  scene.holder.letGo();
  runs--;
  const run = await startChunks(4);
  await waitFor(async () => (await progressOf(run.workflowId)).chunks.length === 2, 30_000);
  const { chunks } = await progressOf(run.workflowId);
  assert.deepEqual(
    chunks.filter((chunk) => before.chunks.includes(chunk)),
    [],
  );
  await untilBothHold();
  await letGoWithResults();
  assert.equal((await run.result()).done, total);
});

test('a cancel that comes when all is done lets the results be written, and the run is complete', async () => {
  const run = await startChunks(4);
  await untilBothHold();
  scene.holder.letGo();
  await scene.untilHeld('results');
  await run.cancel();
  // Another signal is answered after the cancel was.
  await run.signal(pausedSignal, 'nothing', 'another run');
  await progressOf(run.workflowId);
  scene.holder.letGo();
  assert.equal((await run.result()).done, total);
});

test('a late word of the run before, that it is paused, does not pause this one', async () => {
  const run = await startChunks(4);
  await untilBothHold();
  await run.signal(pausedSignal, '401', 'the run before');
  assert.equal((await progressOf(run.workflowId)).state, 'running');
  await run.signal(pausedSignal, '401', run.firstExecutionRunId);
  assert.equal((await progressOf(run.workflowId)).state, 'paused');
  // A paused run writes what there is.
  await waitFor(() => scene.holder.held.includes('results'), 30_000);
  scene.holder.letGo('results');
  await letGoWithResults();
  await run.result();
});

test('after a reset to its start a run begins its chunks again, while the old ones are still about', async () => {
  const run = await startChunks(4);
  await untilBothHold();
  const { events } = await run.fetchHistory();
  const first = events?.find((event) => event.workflowTaskCompletedEventAttributes);
  const old = scene.renew();
  await scene.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: run.workflowId, runId: run.firstExecutionRunId },
    reason: 'by hand',
    requestId: `reset-${runs}`,
    workflowTaskFinishEventId: first?.eventId ?? null,
  });
  await untilBothHold();
  old.letGo();
  await letGoWithResults();
  assert.equal(
    (await scene.client.workflow.getHandle<typeof holdChunks>(run.workflowId).result()).done,
    total,
  );
});

async function letGoWithResults(): Promise<void> {
  scene.holder.letGo();
  await scene.untilHeld('results');
  scene.holder.letGo();
}
