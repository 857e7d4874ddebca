import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { after, beforeEach, test } from 'node:test';
import { Client, Connection, WorkflowFailedError } from '@temporalio/client';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  Worker,
} from '@temporalio/worker';
import type { Progress } from '../../src/domain/progress.ts';
import { bundleWorkflows } from '../../src/engine/workflowBundle.ts';
import { pausedSignal, progressQuery, setLanesUpdate } from '../../src/workflows/messages.ts';
import { sharedEngine } from '../support/engine.ts';
import type { holdAll, holdChunks } from '../support/fanOutWorkflows.ts';
import { Holder } from '../support/holdSteps.ts';
import { waitFor } from '../support/waitFor.ts';

// A step that ends after its run was cancelled is told off by the engine; that is expected here.
const filter = makeTelemetryFilterString({ core: 'ERROR' });
Runtime.install({
  logger: new DefaultLogger('ERROR', () => undefined),
  telemetryOptions: { logging: { filter } },
});

const taskQueue = 'fan-out';
const { connectionOptions } = await sharedEngine();
const client = new Client({ connection: await Connection.connect(connectionOptions) });
const nativeConnection = await NativeConnection.connect(connectionOptions);
let holder = new Holder();
const worker = await Worker.create({
  connection: nativeConnection,
  taskQueue,
  workflowBundle: {
    code: await bundleWorkflows(fileURLToPath(new URL('../support/fanOutWorkflows.ts', import.meta.url))),
  },
  activities: {
    hold: (item: string) => holder.hold(item),
    postSpend: () => Promise.resolve({ spentUsd: 0, unpriced: 0, limits: '' }),
    setGate: () => Promise.resolve(),
  },
});
const ended = worker.run();
after(async () => {
  worker.shutdown();
  await ended;
  await nativeConnection.close();
  await client.connection.close();
});
beforeEach(() => {
  holder = new Holder();
});

let runs = 0;
const start = (items: string[], width: number) =>
  client.workflow.start<typeof holdAll>('holdAll', {
    taskQueue,
    workflowId: `hold-all-${++runs}`,
    args: [{ items, width }],
  });
const untilHeld = (...items: string[]) =>
  waitFor(() => holder.held.toSorted().join() === items.toSorted().join(), 30_000);

test('never gives out more than its width, and takes the next item when one is done', async () => {
  const run = await start(['a', 'b', 'c', 'd'], 2);
  await untilHeld('a', 'b');
  holder.letGo('b');
  await untilHeld('a', 'c');
  holder.letGo('c');
  await untilHeld('a', 'd');
  holder.letGo('a');
  await untilHeld('d');
  holder.letGo();
  assert.deepEqual((await run.result()).slice(0, 2), ['b: done', 'c: done']);
  assert.equal(holder.peak, 2);
});

test('one failure becomes an outcome with its reason and stops nothing else', async () => {
  const run = await start(['a', 'blurred', 'c'], 2);
  await untilHeld('a', 'blurred');
  holder.fail('blurred');
  await untilHeld('a', 'c');
  holder.letGo();
  const settled = await run.result();
  assert.deepEqual(settled.toSorted(), ['a: done', 'blurred: blurred', 'c: done']);
});

test('cancellation is no outcome: it stops the whole fan-out', async () => {
  const run = await start(['a', 'b', 'c'], 2);
  await untilHeld('a', 'b');
  await run.cancel();
  await assert.rejects(run.result(), WorkflowFailedError);
  assert.equal((await run.describe()).status.name, 'CANCELLED');
  holder.letGo();
  assert.deepEqual(holder.begun.toSorted(), ['a', 'b']);
});

test('a width that changes while it runs holds from the next item on', async () => {
  const run = await start(['a', 'b', 'c', 'd', 'e', 'f'], 1);
  await untilHeld('a');
  await run.executeUpdate(setLanesUpdate, { args: [3] });
  holder.letGo('a');
  await untilHeld('b', 'c', 'd');
  await run.executeUpdate(setLanesUpdate, { args: [1] });
  holder.letGo('b', 'c');
  await waitFor(async () => (await run.fetchHistory()).events?.filter(isStepDone).length === 3);
  assert.deepEqual(holder.held, ['d']);
  holder.letGo('d');
  await untilHeld('e');
  holder.letGo('e');
  await untilHeld('f');
  holder.letGo('f');
  assert.equal((await run.result()).length, 6);
});

const isStepDone = ({
  activityTaskCompletedEventAttributes: done,
}: {
  activityTaskCompletedEventAttributes?: unknown;
}): boolean => Boolean(done);

test('an empty list is done at once', async () => {
  assert.deepEqual(await (await start([], 3)).result(), []);
  assert.deepEqual(holder.begun, []);
});

const total = 502;

/** A run of two chunks: 500 items and 2. */
const startChunks = (lanes: number) =>
  client.workflow.start<typeof holdChunks>('holdChunks', {
    taskQueue,
    workflowId: `hold-chunks-${++runs}`,
    args: [
      { assignment: 'Final', plan: 'x', modelQueue: taskQueue, total, steps: total, lanes, version: '0' },
    ],
  });

/** The last three items of the first chunk, and both of the second. */
const untilBothHold = () => untilHeld('item-497', 'item-498', 'item-499', 'item-500', 'item-501');

async function startWithAFailedChunk() {
  const run = await startChunks(4);
  await untilBothHold();
  const [first = ''] = (await progressOf(run.workflowId)).chunks;
  await client.workflow.getHandle(first).terminate('by hand');
  await waitFor(async () => (await progressOf(run.workflowId)).chunks.length === 1, 30_000);
  return run;
}

const progressOf = (id: string) => client.workflow.getHandle(id).query<Progress>(progressQuery.name);

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
  await untilHeld('item-497');
  await run.executeUpdate(setLanesUpdate, { args: [4] });
  holder.letGo('item-497');
  await untilHeld('item-498', 'item-499', 'item-500', 'item-501');
  await letGoWithResults();
  assert.equal((await run.result()).done, total);
});

test('a chunk that is terminated fails its run, after the others are done and the results written', async () => {
  const run = await startWithAFailedChunk();
  holder.letGo();
  await untilHeld('results');
  assert.equal((await progressOf(run.workflowId)).done, 2);
  holder.letGo();
  await assert.rejects(run.result(), WorkflowFailedError);
  assert.equal((await run.describe()).status.name, 'FAILED');
});

test('a run that is cancelled after one of its chunks has failed is cancelled', async () => {
  const run = await startWithAFailedChunk();
  await run.cancel();
  await waitFor(() => holder.begun.includes('results'), 30_000);
  holder.letGo();
  await assert.rejects(run.result(), WorkflowFailedError);
  assert.equal((await run.describe()).status.name, 'CANCELLED');
});

test('a run starts anew while the chunks of the one that was terminated are still about', async () => {
  const old = await startChunks(4);
  await untilBothHold();
  const before = await progressOf(old.workflowId);
  await old.terminate('a new start');
  holder.letGo();
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
  holder.letGo();
  await untilHeld('results');
  await run.cancel();
  // Another signal is answered after the cancel was.
  await run.signal(pausedSignal, 'nothing', 'another run');
  await progressOf(run.workflowId);
  holder.letGo();
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
  await waitFor(() => holder.held.includes('results'), 30_000);
  holder.letGo('results');
  await letGoWithResults();
  await run.result();
});

test('after a reset to its start a run begins its chunks again, while the old ones are still about', async () => {
  const run = await startChunks(4);
  await untilBothHold();
  const { events } = await run.fetchHistory();
  const first = events?.find((event) => event.workflowTaskCompletedEventAttributes);
  const old = holder;
  holder = new Holder();
  await client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: run.workflowId, runId: run.firstExecutionRunId },
    reason: 'by hand',
    requestId: `reset-${runs}`,
    workflowTaskFinishEventId: first?.eventId ?? null,
  });
  await untilBothHold();
  old.letGo();
  await letGoWithResults();
  assert.equal((await client.workflow.getHandle<typeof holdChunks>(run.workflowId).result()).done, total);
});

async function letGoWithResults(): Promise<void> {
  holder.letGo();
  await untilHeld('results');
  holder.letGo();
}
