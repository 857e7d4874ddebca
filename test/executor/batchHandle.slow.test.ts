import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimpleLLMTask, type Task } from '../../src/index.ts';
import { writeGate } from '../../src/store/gates.ts';
import { lastRunOf } from '../../src/store/outcomes.ts';
import { liveWorkers } from '../../src/store/workers.ts';
import { executorScene } from '../support/executorScene.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const scene = await executorScene({ latency: 60 });
const { model } = scene;
const executor = await scene.open({ maxWorkers: 5 });

const list = (count: number, prefix: string): Task<string>[] =>
  Array.from({ length: count }, (_, index) =>
    SimpleLLMTask({ taskId: `${prefix}-${index}`, prompt: `Say ${prefix} ${index}.` }),
  );
const coded = (code: string) => (error: Error) => 'code' in error && error.code === code;

test('pause starts no new call until resume; cancel ends with what there is', async () => {
  await model.configure({ latency: 200 });
  const handle = await executor.start(list(40, 'controlled'), { checkpointName: 'controlled' });
  await model.until(({ inFlight }) => inFlight === 5);
  await handle.pause();
  await model.until(({ inFlight }) => inFlight === 0);
  const { total } = await model.stats();
  assert.equal((await handle.progress()).state, 'paused');
  await handle.resume();
  const later = await model.until((stats) => stats.total >= total + 3);
  assert.ok(later.total > total);
  const asked = performance.now();
  await handle.cancel();
  assert.ok(performance.now() - asked < 1000);
  const result = await handle.result();
  assert.equal(result.status, 'cancelled');
  assert.ok(result.results.some(({ error }) => error?.phase === 'cancelled'));
  assert.ok(result.succeeded > 0);
  const afterwards = await executor.executeBatch(list(40, 'controlled'), { checkpointName: 'controlled' });
  assert.equal(afterwards.successRate, 100);
  assert.ok(afterwards.reused >= result.succeeded);
  await model.configure({ latency: 60 });
});

test('a refused key pauses the batch and fails no task; started again it tries one call, then goes on', async () => {
  await model.configure({ faults: [{ fault: 'http401' }] });
  const tasks = list(6, 'refused');
  await assert.rejects(executor.executeBatch(tasks, { checkpointName: 'refused' }), coded('batch-paused'));
  const { total } = await model.stats();
  await assert.rejects(executor.executeBatch(tasks, { checkpointName: 'refused' }), coded('batch-paused'));
  assert.equal((await model.stats()).total, total + 1);
  await model.configure({ faults: [] });
  const result = await executor.executeBatch(tasks, { checkpointName: 'refused' });
  assert.deepEqual([result.successRate, result.failed], [100, 0]);
});

test('a batch pauses at its budget before a call could pass it; with a higher one it goes on', async () => {
  const within = (usd: string) => scene.open({ env: { ...scene.env, AITA_BUDGET_USD: usd }, maxWorkers: 2 });
  const tasks = list(4, 'dear');
  const { total } = await model.stats();
  await using poor = await within('0.0001');
  await assert.rejects(
    poor.executeBatch(tasks, { checkpointName: 'dear' }),
    /The batch dear is paused: budget of \$0\.0001 reached: spent \$0\.00/,
  );
  assert.equal((await model.stats()).total, total);
  await poor.close();
  await using rich = await within('10');
  const result = await rich.executeBatch(tasks, { checkpointName: 'dear' });
  assert.deepEqual([result.successRate, result.usage.calls], [100, 4]);
});

test('a closed executor says so to whoever waits', async () => {
  await model.configure({ latency: 300 });
  const other = await scene.open();
  const handle = await other.start(list(20, 'closed'), { checkpointName: 'closed' });
  const waiting = assert.rejects(handle.result(), coded('executor-closed'));
  await other.close();
  await waiting;
});

test('an executor that closes leaves the others of its process on the list of those who work', async () => {
  await executor.executeBatch(list(1, 'one'));
  const other = await scene.open();
  await other.executeBatch(list(1, 'one'));
  const store = scene.store();
  const listed = () => liveWorkers(store.quick).map(({ pid }) => pid);
  assert.deepEqual(listed(), [process.pid, process.pid]);
  await other.close();
  assert.deepEqual(listed(), [process.pid]);
  store.close();
});

test('a batch whose cancel was cut off half-way is ended by the next start, and then starts anew', async () => {
  await model.configure({ latency: 200 });
  const tasks = list(20, 'half-cancelled');
  const handle = await executor.start(tasks, { checkpointName: 'half-cancelled' });
  await model.until(({ inFlight }) => inFlight === 5);
  const store = scene.store();
  const runId = lastRunOf(store.quick, handle.workflowId)?.runId ?? '';
  // As a process leaves it that dies before it tells the engine.
  writeGate(store.durable, runId, { state: 'cancelled', reason: null });
  store.close();
  await assert.rejects(handle.resume(), coded('batch-over'));
  const other = await scene.open();
  const result = await other.executeBatch(tasks, { checkpointName: 'half-cancelled' });
  assert.deepEqual([result.status, result.successRate], ['done', 100]);
  assert.equal((await handle.result()).status, 'cancelled');
  await other.close();
});

test('a start that joins a running batch brings its own width', async () => {
  await model.configure({ latency: 600 });
  const tasks = list(60, 'wider');
  const narrow = await scene.open({ maxWorkers: 1 });
  await narrow.start(tasks, { checkpointName: 'wider' });
  await model.reset();
  const wide = await scene.open({ maxWorkers: 30 });
  assert.equal((await wide.executeBatch(tasks, { checkpointName: 'wider' })).successRate, 100);
  assert.equal((await model.stats()).peakInFlight, 30);
  await model.configure({ latency: 60 });
});

test('without an engine each start says so, and closing says nothing more', async () => {
  const env = { ...scene.env, TEMPORAL_ADDRESS: undefined, AITA_TEMPORAL_CLI: '/nowhere/temporal' };
  const lost = await scene.open({ env, dataDir: temporaryFolder() });
  const start = () => lost.start(list(1, 'lost')).catch((error: unknown) => error);
  const errors = [await start(), await start()];
  for (const error of errors) assert.match(String(error), /no temporal program/);
  assert.notEqual(errors[0], errors[1]);
  await lost.close();
});
