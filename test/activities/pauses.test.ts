import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askModel } from '../../src/activities/askModel.ts';
import type { Run } from '../../src/activities/desk.ts';
import { keepOutcome } from '../../src/activities/keepOutcome.ts';
import type { Reading } from '../../src/llm/readReply.ts';
import { providerName } from '../../src/llm/request.ts';
import { setBudget } from '../../src/store/budget.ts';
import { openGate, readGate, writeGate } from '../../src/store/gates.ts';
import { endLease, takeLease } from '../../src/store/limiter.ts';
import { setLimits } from '../../src/store/providers.ts';
import { aCall } from '../support/calls.ts';
import { aRequest, aRun, modelDesk, tryAll } from '../support/modelDesk.ts';
import { waitFor } from '../support/waitFor.ts';

const scene = await modelDesk();
const { desk, store, model, told } = scene;
const provider = providerName(model.baseUrl);

const plan = { pipeline: 'transcribe', retryFailed: true } as const;
const refusing = (reason: string) => (): Reading<string> => ({ ok: false, reason });
const alike = 'The answer is not valid JSON.';

/** Asks for an item as its step does, until it is over or a pause holds it. */
async function askFor(run: Run, item: string, read: (text: string) => Reading<string>): Promise<unknown> {
  const ask = scene.ask(run, { request: aRequest(model.baseUrl, item), item, read });
  const work = async () => {
    const { ref, reuse } = await askModel(desk, ask);
    return { status: 'done' as const, ref, reuse };
  };
  const step = () => keepOutcome(desk, { run, plan }, item, work);
  return tryAll<unknown>(() => (isPaused(run) ? Promise.resolve('held') : scene.attempt(run, step)));
}

const isPaused = ({ id }: Run): boolean => readGate(store.quick, id).state === 'paused';

/** A run that ten items in a row paused, and that was resumed. */
async function resumed(id: string): Promise<Run> {
  const run = aRun(id);
  for (let item = 1; item <= 10; item++) await askFor(run, `${id} ${item}`, refusing(alike));
  assert.equal(readGate(store.quick, id).reason, `10 items in a row failed alike: ${alike}`);
  openGate(store.durable, id);
  assert.equal(readGate(store.quick, id).state, 'trying');
  told.length = 0;
  await model.reset();
  return run;
}

test('a resumed run whose first reply fails as ten items did pauses again, by one call', async () => {
  const run = await resumed('same');
  assert.equal(await askFor(run, 'next', refusing(alike)), 'held');
  const { state, reason } = readGate(store.quick, run.id);
  assert.deepEqual([state, reason], ['paused', `10 items in a row failed alike: ${alike}`]);
  assert.equal((await model.stats()).total, 1);
  assert.deepEqual(told, [{ workflowId: run.job, runId: run.id, reason }]);
});

test('a resumed run whose items fail in another way ten times in a row pauses for that', async () => {
  const run = await resumed('other');
  const reason = 'No page is empty.';
  for (let item = 1; item <= 10; item++)
    assert.equal(await askFor(run, `next ${item}`, refusing(reason)), reason);
  assert.equal(readGate(store.quick, run.id).reason, `10 items in a row failed alike: ${reason}`);
  assert.equal(told.length, 1);
});

test('a resumed run whose reply can be used goes on', async () => {
  const run = await resumed('mended');
  await askFor(run, 'one more', (value) => ({ ok: true, value }));
  assert.equal(readGate(store.quick, run.id).state, 'open');
});

test('a cancelled run stays cancelled, whatever becomes of its last calls', async () => {
  const run = await resumed('cancelled');
  writeGate(store.durable, run.id, { state: 'cancelled', reason: null });
  for (const state of ['paused', 'open'] as const) writeGate(store.durable, run.id, { state, reason: alike });
  openGate(store.durable, run.id);
  assert.equal(readGate(store.quick, run.id).state, 'cancelled');
});

test('the run of a call that waits is told of its pause, whoever looks at the queue', async () => {
  const run = aRun('waiting');
  const inFlight = aCall({ hash: 'in flight', provider });
  setLimits(store.quick, provider, { maxWorkers: 1, rateLimitRps: 1000 });
  takeLease(store.quick, inFlight);
  told.length = 0;
  scene.beats.length = 0;
  const waiting = scene.attempt(run, () => askModel(desk, scene.ask(run, { item: 'waiting' })));
  await waitFor(() => scene.beats.some(({ phase }) => phase === 'waiting'));
  setBudget(store.quick, 'Final', 0.000001);
  endLease(store.quick, inFlight.hash);
  store.permits.pump();
  assert.deepEqual(
    told.map(({ workflowId, runId }) => [workflowId, runId]),
    [[run.job, run.id]],
  );
  store.permits.close();
  await assert.rejects(waiting, /stopping/);
});
