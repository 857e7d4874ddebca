import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';
import { z } from 'zod';
import { SimpleLLMTask, TaskError, type BatchProgress, type Task } from '../src/index.ts';
import { executorScene } from './support/executorScene.ts';

const scene = await executorScene({ latency: 60 });
const { model } = scene;
const executor = await scene.open({ maxWorkers: 5 });

const ask = (word: string): Task<string> => SimpleLLMTask({ taskId: word, prompt: `Say ${word}.` });
const list = (count: number, prefix: string): Task<string>[] =>
  Array.from({ length: count }, (_, index) => ask(`${prefix}-${index}`));
const callsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const before = (await model.stats()).total;
  await work();
  return (await model.stats()).total - before;
};
const coded = (code: string) => (error: Error) => 'code' in error && error.code === code;

test('gives all results in the order of the tasks, with what they used and how fast they were', async () => {
  await model.reset();
  const seen: BatchProgress[] = [];
  const tasks = list(12, 'order');
  const result = await executor.executeBatch(tasks, { onProgress: (progress) => seen.push(progress) });
  assert.deepEqual(
    result.results.map(({ taskId }) => taskId),
    tasks.map(({ taskId }) => taskId),
  );
  assert.ok(result.results.every(({ value, error }) => error === null && value.startsWith('Reply to')));
  assert.deepEqual([result.status, result.successRate, result.reused, result.total], ['done', 100, 0, 12]);
  const { delivered, peakInFlight } = await model.stats();
  assert.ok(peakInFlight <= 5);
  assert.equal(result.usage.calls, 12);
  assert.equal(result.usage.outputTokens, delivered.outputTokens);
  assert.ok(result.metrics.throughput > 0);
  assert.ok((result.metrics.avgTaskTime ?? 0) >= 0.06, `${result.metrics.avgTaskTime} s a task`);
  assert.deepEqual([seen.at(-1)?.done, seen.at(-1)?.state], [12, 'done']);
});

test('what onProgress throws is thrown by executeBatch, and ends no process', async () => {
  const broken = new Error('the bar is broken');
  const run = executor.executeBatch(list(8, 'broken bar'), {
    onProgress: () => {
      throw broken;
    },
  });
  await assert.rejects(run, broken);
  // It went on all the while, and is joined or found done.
  assert.equal((await executor.executeBatch(list(8, 'broken bar'))).successRate, 100);
});

test('a failure is an error on its result, never a value, and the others go on', async () => {
  await model.configure({ faults: [{ fault: 'http400', nth: (await model.stats()).total + 2 }] });
  const result = await executor.executeBatch(list(4, 'failing'));
  await model.configure({ faults: [] });
  const failed = result.results.filter(({ error }) => error !== null);
  assert.equal(failed.length, 1);
  assert.equal(failed[0]?.value, null);
  assert.ok(failed[0]?.error instanceof TaskError);
  assert.match(failed[0].error.message, /400/);
  assert.deepEqual([result.status, result.successRate, result.failed], ['partial', 75, 1]);
});

test('a second run of the same tasks makes no call and says what it reused', async () => {
  const tasks = list(6, 'again');
  await executor.executeBatch(tasks, { checkpointName: 'again' });
  const calls = await callsOf(async () => {
    const result = await executor.executeBatch(tasks, { checkpointName: 'again' });
    assert.deepEqual([result.reused, result.usage.calls, result.usage.costUsd], [6, 0, 0]);
    assert.deepEqual([result.metrics.throughput, result.metrics.avgTaskTime], [0, null]);
    assert.ok(result.results.every(({ reused, value }) => reused && value !== null));
  });
  assert.equal(calls, 0);
});

test('a changed list keeps what matches, whatever the name and the place, and asks the rest', async () => {
  const before = list(6, 'changed');
  await executor.executeBatch(before, { checkpointName: 'changed' });
  const tasks = [ask('new-1'), ...before.slice(2).reverse(), ask('new-2')];
  const calls = await callsOf(async () => {
    const result = await executor.executeBatch(tasks, { checkpointName: 'another name' });
    assert.deepEqual(
      result.results.map(({ reused }) => reused),
      [false, true, true, true, true, false],
    );
    assert.equal(result.reused, 4);
  });
  assert.equal(calls, 2);
});

test('resumeFromCheckpoint: false asks again and pays again', async () => {
  const tasks = list(3, 'fresh');
  await executor.executeBatch(tasks, { checkpointName: 'fresh' });
  const calls = await callsOf(async () => {
    const options = { checkpointName: 'fresh', resumeFromCheckpoint: false };
    assert.equal((await executor.executeBatch(tasks, options)).reused, 0);
  });
  assert.equal(calls, 3);
});

test('equal requests inside one batch, and in two batches at once, are asked once', async () => {
  const same = (taskId: string) => SimpleLLMTask({ taskId, prompt: 'The same question for all.' });
  const calls = await callsOf(async () => {
    const both = ['one', 'two'].map((name) =>
      executor.executeBatch([same('a'), same('b'), same('c')], { checkpointName: name }),
    );
    for (const result of await Promise.all(both)) {
      assert.equal(new Set(result.results.map(({ value }) => value)).size, 1);
    }
  });
  assert.equal(calls, 1);
});

test('sample: n asks the same request n times on purpose and gives the list', async () => {
  const calls = await callsOf(async () => {
    const task = SimpleLLMTask({ taskId: 'dice', prompt: 'Throw a die.', sample: 3 });
    const { results } = await executor.executeBatch([task]);
    assert.equal(results[0].value?.length, 3);
    assert.equal(results[0].usage.calls, 3);
  });
  assert.equal(calls, 3);
});

test('results come one by one as they finish', async () => {
  await model.configure({ latency: 400 });
  const handle = await executor.start(list(10, 'stream'));
  const seen: number[] = [];
  for await (const { taskId, error } of handle) {
    assert.equal(error, null, taskId);
    seen.push((await handle.progress()).done);
  }
  assert.equal(seen.length, 10);
  assert.ok((seen[0] ?? 10) < 10, 'the first result came with the last');
  await model.configure({ latency: 60 });
});

test('a running batch refuses other tasks under its name, and takes the same ones', async () => {
  const tasks = list(8, 'running');
  const handle = await executor.start(tasks, { checkpointName: 'running' });
  // Paused it cannot end before the other one comes.
  await handle.pause();
  const other = await scene.open();
  await assert.rejects(other.start(list(2, 'other'), { checkpointName: 'running' }), coded('other-run-open'));
  const calls = await callsOf(async () => {
    const joined = await other.executeBatch(tasks, { checkpointName: 'running' });
    assert.equal(joined.successRate, 100);
  });
  assert.ok(calls <= 8);
  assert.equal((await handle.result()).successRate, 100);
});

test('another executor attaches by name, watches, and reads the replies', async () => {
  await model.configure({ latency: 400 });
  const schema = z.object({ text: z.string() });
  const tasks = Array.from({ length: 6 }, (_, index) =>
    SimpleLLMTask({ taskId: `shape-${index}`, prompt: `Shape ${index}.`, schema }),
  );
  await executor.start(tasks, { checkpointName: 'watched' });
  const other = await scene.open();
  const watched = await other.attach('watched');
  assert.equal((await watched.progress()).total, 6);
  const { results } = await watched.result();
  assert.deepEqual(
    results.map(({ value }) => value),
    Array.from({ length: 6 }, () => ({ text: 'text' })),
  );
  // Also when it is over.
  assert.equal((await (await other.attach('watched')).result()).successRate, 100);
  // However the ü is written.
  await executor.executeBatch(list(1, 'umlaut'), { checkpointName: 'U\u0308bung' });
  const composed = await (await other.attach('\u00dcbung')).result();
  const decomposed = await (await other.attach('U\u0308bung')).result();
  assert.deepEqual([composed.successRate, decomposed.successRate], [100, 100]);
  await assert.rejects(other.attach('never started'), coded('no-such-batch'));
  await model.configure({ latency: 60 });
});

test("a client that is given makes every call, in this process; another executor's worker takes none", async () => {
  let calls = 0;
  const openai = new OpenAI({
    baseURL: model.baseUrl,
    apiKey: 'own',
    fetch: (url, init) => {
      calls++;
      return fetch(url, init);
    },
  });
  const own = await scene.open({ openai, model: 'gpt-5.4-mini' });
  const result = await own.executeBatch(list(10, 'own client'));
  assert.equal(result.successRate, 100);
  assert.equal(calls, 10);
});

test('refuses lists and names that cannot work, before anything is spent', async () => {
  const calls = await callsOf(async () => {
    await assert.rejects(executor.start([]), coded('no-tasks'));
    await assert.rejects(executor.start([ask('x'), ask('x')]), coded('same-task-id'));
    await assert.rejects(executor.start([ask('x')], { checkpointName: 'a/b' }), coded('bad-checkpoint-name'));
    await assert.rejects(scene.open({ maxWorkers: 0 }), coded('bad-setting'));
    await assert.rejects(scene.open({ env: {} }), coded('no-key'));
  });
  assert.equal(calls, 0);
});
