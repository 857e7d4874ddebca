import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { askModel, type Ask } from '../../src/activities/askModel.ts';
import type { Run } from '../../src/activities/desk.ts';
import { setClock } from '../../src/store/clock.ts';
import { aRequest, aRun, modelDesk, tryAll } from '../support/modelDesk.ts';

const scene = await modelDesk();
const { desk, model } = scene;
afterEach(() => setClock(null));

const refuse = () => ({ ok: false as const, reason: 'It is not what was asked for.' });

function ask(run: Run, more: Partial<Ask<string>> = {}) {
  return tryAll(() => scene.attempt(run, () => askModel(desk, scene.ask(run, more))));
}

const calls = async () => (await model.stats()).total;

for (const reuse of [true, false]) {
  test(`a reply that cannot be used is asked again twice, on whatever clock (reuse ${reuse})`, async () => {
    await model.reset();
    // The engine's clock, by which the run has started, is ahead.
    setClock(() => Date.now() - 10_000);
    const outcome = await ask(aRun(`behind-${reuse}`), { read: refuse, reuse });
    assert.equal(outcome, 'It is not what was asked for.');
    assert.equal(await calls(), 3);
  });
}

test('a later run asks afresh for what could not be used, and reuses what could', async () => {
  await model.reset();
  assert.equal(await ask(aRun('first'), { read: refuse, item: 'a' }), 'It is not what was asked for.');
  assert.equal(typeof (await ask(aRun('second'), { item: 'a' })), 'object');
  const before = await calls();
  assert.equal(typeof (await ask(aRun('third'), { item: 'a' })), 'object');
  assert.equal(await calls(), before);
});

test('without reuse each run asks once, however often its step is tried and whoever else asks the same', async () => {
  await model.reset();
  const run = aRun('without');
  for (const item of ['a', 'a', 'b']) await ask(run, { reuse: false, item });
  assert.equal(await calls(), 1);
  await ask(aRun('without too'), { reuse: false });
  assert.equal(await calls(), 2);
});

test('of two runs that ask the same at once each finds out for itself that no reply can be used', async () => {
  await model.reset();
  await model.configure({ latency: 30 });
  const outcomes = await Promise.all(['one', 'other'].map((run) => ask(aRun(run), { read: refuse })));
  assert.deepEqual(new Set(outcomes), new Set(['It is not what was asked for.']));
  assert.ok((await calls()) <= 6);
  await model.configure({ latency: 0 });
});

test('what could not be used is asked once by two runs at once, when the answer to the first can be', async () => {
  await model.reset();
  const request = aRequest(model.baseUrl, 'Say it so that it can be used.');
  await model.configure({ faults: [{ fault: 'emptyContent' }] });
  assert.equal(typeof (await ask(aRun('before'), { request })), 'string');
  const before = await calls();
  await model.configure({ latency: 100, faults: [] });
  const outcomes = await Promise.all(['one of two', 'the other'].map((run) => ask(aRun(run), { request })));
  assert.ok(outcomes.every((outcome) => typeof outcome === 'object'));
  assert.equal(await calls(), before + 1);
  await model.configure({ latency: 0 });
});

test('items of one run that ask the same share what was bought, usable or not', async () => {
  await model.reset();
  const run = aRun('shared');
  const items = ['a', 'b', 'c'].map((item) => ask(run, { read: refuse, item, reuse: false }));
  assert.deepEqual(new Set(await Promise.all(items)), new Set(['It is not what was asked for.']));
  assert.equal(await calls(), 3);
});
