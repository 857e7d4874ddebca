import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { WorkflowFailedError } from '@temporalio/client';
import { setLanesUpdate } from '../../src/workflows/messages.ts';
import type { holdAll } from '../support/fanOutWorkflows.ts';
import { holdingWorker } from '../support/holdingWorker.ts';
import { waitFor } from '../support/waitFor.ts';

const taskQueue = 'fan-out';
const scene = await holdingWorker(taskQueue);
beforeEach(() => void scene.renew());

let runs = 0;
const start = (items: string[], width: number) =>
  scene.client.workflow.start<typeof holdAll>('holdAll', {
    taskQueue,
    workflowId: `hold-all-${++runs}`,
    args: [{ items, width }],
  });

test('never gives out more than its width, and takes the next item when one is done', async () => {
  const run = await start(['a', 'b', 'c', 'd'], 2);
  await scene.untilHeld('a', 'b');
  scene.holder.letGo('b');
  await scene.untilHeld('a', 'c');
  scene.holder.letGo('c');
  await scene.untilHeld('a', 'd');
  scene.holder.letGo('a');
  await scene.untilHeld('d');
  scene.holder.letGo();
  assert.deepEqual((await run.result()).slice(0, 2), ['b: done', 'c: done']);
  assert.equal(scene.holder.peak, 2);
});

test('one failure becomes an outcome with its reason and stops nothing else', async () => {
  const run = await start(['a', 'blurred', 'c'], 2);
  await scene.untilHeld('a', 'blurred');
  scene.holder.fail('blurred');
  await scene.untilHeld('a', 'c');
  scene.holder.letGo();
  const settled = await run.result();
  assert.deepEqual(settled.toSorted(), ['a: done', 'blurred: blurred', 'c: done']);
});

test('cancellation is no outcome: it stops the whole fan-out', async () => {
  const run = await start(['a', 'b', 'c'], 2);
  await scene.untilHeld('a', 'b');
  await run.cancel();
  await assert.rejects(run.result(), WorkflowFailedError);
  assert.equal((await run.describe()).status.name, 'CANCELLED');
  scene.holder.letGo();
  assert.deepEqual(scene.holder.begun.toSorted(), ['a', 'b']);
});

test('a width that changes while it runs holds from the next item on', async () => {
  const run = await start(['a', 'b', 'c', 'd', 'e', 'f'], 1);
  await scene.untilHeld('a');
  await run.executeUpdate(setLanesUpdate, { args: [3] });
  scene.holder.letGo('a');
  await scene.untilHeld('b', 'c', 'd');
  await run.executeUpdate(setLanesUpdate, { args: [1] });
  scene.holder.letGo('b', 'c');
  await waitFor(async () => (await run.fetchHistory()).events?.filter(isStepDone).length === 3);
  assert.deepEqual(scene.holder.held, ['d']);
  scene.holder.letGo('d');
  await scene.untilHeld('e');
  scene.holder.letGo('e');
  await scene.untilHeld('f');
  scene.holder.letGo('f');
  assert.equal((await run.result()).length, 6);
});

const isStepDone = ({
  activityTaskCompletedEventAttributes: done,
}: {
  activityTaskCompletedEventAttributes?: unknown;
}): boolean => Boolean(done);

test('an empty list is done at once', async () => {
  assert.deepEqual(await (await start([], 3)).result(), []);
  assert.deepEqual(scene.holder.begun, []);
});
