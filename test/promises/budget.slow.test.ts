import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openScene } from '../support/scene.ts';

// A reply costs some 0.0027 dollars here, and at most 0.0255 by what its request allows.
const prices = { inUsdPerMillion: 2, outUsdPerMillion: 2 };
const env = { AITA_MODEL: 'a-model', AITA_PRICE_IN: '2', AITA_PRICE_OUT: '2', AITA_MAX_WORKERS: '4' };
const scene = await openScene({ latency: { ms: 200, jitter: 0.5 }, prices, env });
const { model } = scene;
const budget = 0.07;

test('pauses before the budget could be passed, with the calls in flight finished, and says how to go on', async () => {
  const run = await scene.run('transcribe', '--budget', String(budget));
  assert.equal(run.exitCode, 4, run.stderr);
  assert.match(
    run.stdout,
    /^Paused: \d+ of 30 done, 0 failed[^]*Why: budget of \$0\.0700 reached: spent \$0\.0/,
  );
  assert.match(run.stderr, /\$0\.0\d+ of about \$0\.0\d+/);
  assert.match(run.stdout, /To go on: aita resume --assignment Final --budget N/);
  const { delivered, aborted, inFlight, peakInFlight } = await model.stats();
  assert.ok(delivered.costUsd <= budget, `${delivered.costUsd}`);
  assert.ok(delivered.calls > 10, `only ${delivered.calls} calls`);
  assert.ok(peakInFlight > 1);
  assert.deepEqual([aborted, inFlight], [0, 0]);
});

test('status says why it is paused and what to type', async () => {
  const status = await scene.run('status');
  assert.match(
    status.stdout,
    /transcribe Final: paused: budget of \$0\.0700 reached/,
    status.stderr + status.stdout,
  );
  assert.match(status.stdout, /Next: aita resume --assignment Final --budget N/);
});

test('resumed with the same budget it pauses again, and spends nothing', async () => {
  const before = (await model.stats()).total;
  const run = await scene.json('resume');
  assert.deepEqual([run.exitCode, run.status, run.failed], [4, 'paused', 0], run.stderr);
  assert.equal((await model.stats()).total, before);
});

test('a second run of the exam has the same budget', async () => {
  const before = (await model.stats()).total;
  assert.equal((await scene.run('cancel')).exitCode, 0);
  const run = await scene.json('transcribe');
  assert.deepEqual([run.exitCode, run.status], [4, 'paused'], run.stderr);
  assert.equal((await model.stats()).total, before);
  assert.ok((run.reused ?? 0) > 10);
});

test('resumed with more it ends, and repeats nothing', async () => {
  const run = await scene.json('resume', '--budget', '10');
  assert.deepEqual([run.exitCode, run.status, run.done], [0, 'done', 30], run.stderr);
  const { delivered, repeated } = await model.stats();
  assert.deepEqual([delivered.calls, repeated], [30, 0]);
  const store = scene.store();
  const row = store.quick.get(
    'select sum(cost_usd) as usd, max(cost_usd / reserved_usd) as share from journal',
  );
  store.close();
  assert.ok(Math.abs(Number(row?.['usd']) - delivered.costUsd) < 1e-9);
  assert.ok(Number(row?.['share']) < 1);
});

test('without a terminal a budget is consent; without it and without --yes nothing is spent', async () => {
  const none = await scene.run('transcribe', '--no-reuse', '--budget', 'none');
  assert.equal(none.exitCode, 2);
  assert.match(none.stderr, /--yes to spend it, or --budget/);
  const some = await scene.run('transcribe', '--no-reuse', '--budget', '0.0001');
  assert.equal(some.exitCode, 4, some.stderr);
});

test('a budget for a model without a known price is refused before anything is spent', async () => {
  const before = (await model.stats()).total;
  const unpriced = scene.with({ AITA_PRICE_IN: '', AITA_PRICE_OUT: '' });
  const run = await unpriced.run('transcribe', '--no-reuse', '--budget', '5');
  assert.equal(run.exitCode, 2, run.stdout);
  assert.match(run.stderr, /A budget of \$5\.00 cannot be kept: the price of a-model is not known/);
  assert.equal((await model.stats()).total, before);
});
