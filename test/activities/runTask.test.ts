import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Desk } from '../../src/activities/desk.ts';
import { taskRequest } from '../../src/activities/runTask.prompt.ts';
import { taskSteps } from '../../src/activities/runTask.ts';
import type { BatchPlan, PlannedTask } from '../../src/domain/batch.ts';
import { readOutcome } from '../../src/store/outcomes.ts';
import { writePlan } from '../../src/store/plans.ts';
import { Store, storeFile } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const plan: BatchPlan = {
  pipeline: 'runBatch',
  assignment: 'batch',
  folder: '',
  endpoint: 'http://127.0.0.1:1/v1',
  model: 'm',
  promptVersion: 'task-1',
  reuse: true,
  force: false,
  retryFailed: true,
  maxRetries: 3,
};
const run = { id: 'run-1', job: 'runBatch:batch:f', startedAt: 0, plan: 'plan' };
const path = join(temporaryFolder(), 'Ann.jpg');

/** A task that shows a first image, and `path` as it is now. */
async function openTask() {
  const dataDir = temporaryFolder();
  const store = new Store(storeFile(dataDir));
  after(() => store.close());
  const first = join(dataDir, 'first.jpg');
  writeFileSync(first, 'first');
  const images = [first, path].map((file) => {
    const { size, mtimeMs } = statSync(file);
    return { image: { path: file, bytes: size, mtimeMs } };
  });
  const task: PlannedTask = {
    item: 'task-1',
    model: 'm',
    messages: [{ role: 'user', content: [...images, { text: 'What is it?' }] }],
    schema: null,
    temperature: null,
    maxOutputTokens: 10,
    sample: 0,
  };
  await writePlan(store.quick, 'plan', plan, [{ name: 'task-1', partOf: 'batch', item: task }]);
  const desk: Desk = { dataDir, folder: 'f', store, model: null };
  const fails = async (message: string) => {
    const failure = { type: 'PageUnreadable', nonRetryable: true, message };
    await assert.rejects(taskSteps(desk).runTask({ run, position: 0 }), failure);
    assert.equal(readOutcome(store.quick, run.job, 'task-1')?.reason, message);
  };
  return { desk, task, fails };
}

test('a task whose image is a folder or a pipe fails, and says which image without its name', async () => {
  mkdirSync(path);
  await (await openTask()).fails('image 2: it is no ordinary file');
  rmSync(path, { recursive: true });
  execFileSync('mkfifo', [path]);
  await (await openTask()).fails('image 2: it is no ordinary file');
  rmSync(path);
});

test('a task whose image is gone or changed fails', async () => {
  writeFileSync(path, 'one');
  const { fails } = await openTask();
  writeFileSync(path, 'another');
  await fails('image 2: it was changed after the batch was started');
  rmSync(path);
  await fails('image 2: the file is gone');
});

test('an image that is gone when the call is made fails the task too', async () => {
  writeFileSync(path, 'one');
  const { desk, task } = await openTask();
  const { messages } = await taskRequest(desk, plan, task);
  rmSync(path);
  const image = messages[0]?.content[1];
  assert.ok(image?.type === 'image');
  await assert.rejects(image.load(), { name: 'PageUnreadable', message: 'image 2: the file is gone' });
});
