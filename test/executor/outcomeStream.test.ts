import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { OutcomeStream } from '../../src/executor/outcomeStream.ts';
import { SimpleLLMTask } from '../../src/index.ts';
import { setClock } from '../../src/store/clock.ts';
import { noteRun } from '../../src/store/outcomes.ts';
import { Store } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const store = new Store(join(temporaryFolder(), 'store.db'));
after(() => store.close());
afterEach(() => setClock(null));

function settle(item: string, clockMs: number): void {
  setClock(() => Date.now() + clockMs);
  store.keepOutcome('job', { item, run: 'run', status: 'done', ref: null, reason: null, reused: false });
}

test('an outcome of a host whose clock is behind is told at the end of the run at the latest', async () => {
  const tasks = ['a', 'b', 'c'].map((taskId) => SimpleLLMTask({ taskId, prompt: taskId }));
  const stream = new OutcomeStream(store, { job: 'job', runId: 'run' }, tasks);
  const told = async (isOver: boolean) =>
    (await Array.fromAsync(stream.settled({ isOver }))).map(({ task }) => task.taskId);
  settle('a', 0);
  assert.deepEqual(await told(false), ['a']);
  settle('b', -500);
  settle('c', -60_000);
  assert.deepEqual(await told(false), ['b']);
  assert.deepEqual(await told(true), ['c']);
  assert.ok(stream.isEmpty);
});

test('what the next run of the same tasks has kept for itself is told to whoever reads this one late', async () => {
  const tasks = ['d', 'e', 'f'].map((taskId) => SimpleLLMTask({ taskId, prompt: taskId }));
  const keep = (item: string, run: string) =>
    store.keepOutcome('late', { item, run, status: 'done', ref: null, reason: null, reused: false });
  noteRun(store.quick, 'late', 'first', 'plan');
  keep('d', 'first');
  keep('e', 'first');
  noteRun(store.quick, 'late', 'second', 'plan');
  keep('d', 'second');
  noteRun(store.quick, 'late', 'third', 'another plan');
  keep('e', 'third');
  const stream = new OutcomeStream(store, { job: 'late', runId: 'first' }, tasks);
  const told = await Array.fromAsync(stream.settled({ isOver: true }));
  assert.deepEqual(
    told.map(({ task }) => task.taskId),
    ['d'],
  );
});
