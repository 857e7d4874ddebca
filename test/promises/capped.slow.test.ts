import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readJournal } from '../../src/store/journal.ts';
import type { Store } from '../../src/store/store.ts';
import { openScene } from '../support/scene.ts';

const scene = await openScene({
  students: 8,
  pages: 5,
  latency: 200,
  env: { AITA_MAX_WORKERS: '4', AITA_RATE_LIMIT_RPS: '10' },
});
const { model } = scene;

test('two workers together keep the width and the rate, over all students', async () => {
  const workers = [scene.start('worker'), scene.start('worker')];
  const run = await scene.json('transcribe', '--no-worker');
  assert.equal(run.exitCode, 0, run.stderr);
  const stats = await model.stats(1000);
  assert.equal(stats.total, 40);
  assert.ok(stats.peakInFlight <= 4, `${stats.peakInFlight} calls in flight`);
  assert.ok(mostStarts(scene.store()) <= 10);
  for (const worker of workers) worker.kill('SIGTERM');
  assert.deepEqual(
    (await Promise.all(workers.map(({ done }) => done))).map(({ exitCode }) => exitCode),
    [0, 0],
  );
});

test('a 429 with Retry-After holds all calls back', async () => {
  await model.reset();
  await model.configure({
    faults: [{ fault: 'http429', nth: 6, retryAfterMs: 2000, retryAfterAs: 'seconds' }],
  });
  const run = await scene.json('transcribe', '--no-reuse');
  assert.equal(run.exitCode, 0, run.stderr);
  // By the clock that the calls leave by: on their way they may be late.
  const store = scene.store();
  const calls = readJournal(store.quick, 0, 1000);
  store.close();
  const refusedAt = calls.find(({ kind }) => kind === 'refused')?.at ?? NaN;
  const early = calls.filter(
    ({ startedAt }) => (startedAt ?? 0) > refusedAt && (startedAt ?? 0) < refusedAt + 1990,
  );
  assert.deepEqual(early, []);
  assert.ok(
    calls.some(({ startedAt }) => (startedAt ?? 0) > refusedAt),
    'calls went on afterwards',
  );
  assert.deepEqual([run.done, run.failed], [40, 0]);
});

/** Most starts in any second, by the senders' own clock. */
function mostStarts(store: Store): number {
  const starts = store.quick
    .all('select started_at as start from journal where started_at is not null')
    .map((row) => Number(row['start']));
  store.close();
  return Math.max(
    ...starts.map((first) => starts.filter((start) => start >= first && start < first + 999.9).length),
  );
}
