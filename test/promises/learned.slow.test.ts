import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readProvider } from '../../src/store/providers.ts';
import { waitFor } from '../support/waitFor.ts';
import { openScene } from '../support/scene.ts';

test('a provider of 3 calls a second, asked for 15, refuses less than one call in twenty and is kept busy', async () => {
  const scene = await openScene({
    students: 30,
    pages: 5,
    latency: 300,
    limits: { rps: 3 },
    env: { AITA_MAX_WORKERS: '20', AITA_RATE_LIMIT_RPS: '15' },
  });
  const run = await scene.json('transcribe');
  assert.deepEqual([run.exitCode, run.done, run.failed], [0, 150, 0], run.stderr);
  const calls = await scene.model.calls();
  const first = Math.min(...calls.map(({ arrivedMs }) => arrivedMs));
  const last = Math.max(...calls.map(({ endedMs }) => endedMs ?? 0));
  const late = calls.filter(({ status, arrivedMs }) => status === 429 && arrivedMs > first + 1000);
  assert.ok(late.length < 0.05 * calls.length, `${late.length} of ${calls.length} calls were refused`);
  const rps = 150 / ((last - first) / 1000);
  assert.ok(rps >= 0.9 * 3, `${rps} calls a second were answered`);
});

test('auto finds how many calls a provider takes at once, says so, and a killed worker forgets nothing', async () => {
  const scene = await openScene({
    students: 24,
    pages: 5,
    // As real calls vary: with all of the same length 8 in flight cannot be told from 8 a second.
    latency: { ms: 1000, jitter: 0.3 },
    limits: { inFlight: 8 },
    env: { AITA_MAX_WORKERS: 'auto', AITA_RATE_LIMIT_RPS: '15' },
  });
  const first = scene.start('transcribe', '--yes');
  await waitFor(async () => (await scene.model.stats()).total >= 40, 60_000);
  first.kill('SIGKILL');
  await first.done;
  const before = await scene.model.stats();
  const run = await scene.json('transcribe');
  assert.deepEqual([run.exitCode, run.done, run.failed], [0, 120, 0], run.stderr);
  const stats = await scene.model.stats();
  assert.ok(stats.refusedByLimits - before.refusedByLimits <= 3, 'it asked for more than 8 all over again');
  const store = scene.store();
  const { learned, maxWorkers } = readProvider(store.quick, providerOf(scene.store()));
  store.close();
  assert.ok(maxWorkers >= 7 && maxWorkers <= 9, JSON.stringify(learned));
});

function providerOf(store: ReturnType<Awaited<ReturnType<typeof openScene>>['store']>): string {
  const row = store.quick.get('select provider from providers');
  store.close();
  return String(row?.['provider']);
}
