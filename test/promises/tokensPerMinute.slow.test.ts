import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openScene } from '../support/scene.ts';

// A page uses some 1,400 tokens: 17 of the 24 fit into the first minute, and the provider refuses more.
const perMinute = 25_000;
const scene = await openScene({
  students: 4,
  pages: 6,
  latency: { ms: 200, jitter: 0.5 },
  limits: { tpm: perMinute },
  env: { AITA_RATE_LIMIT_TPM: String(perMinute), AITA_MAX_WORKERS: '8' },
});
const { model } = scene;

test('two workers together keep the tokens of a minute: the provider refuses nothing', async () => {
  const worker = scene.start('worker');
  const run = await scene.json('transcribe');
  assert.deepEqual([run.exitCode, run.done], [0, 24], run.stderr);
  const { refusedByLimits, delivered, total } = await model.stats();
  assert.deepEqual([refusedByLimits, total, delivered.calls], [0, 24, 24]);
  const calls = await model.calls();
  const first = calls[0]?.arrivedMs ?? 0;
  const inFirstMinute = calls.filter(({ arrivedMs }) => arrivedMs < first + 60_000).length;
  // The last one has to leave room for a quarter more than the largest.
  assert.ok(inFirstMinute >= 15 && inFirstMinute < 24, `${inFirstMinute} calls in the first minute`);
  worker.kill('SIGTERM');
  assert.equal((await worker.done).exitCode, 0);
});
