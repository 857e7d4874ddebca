import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { workflowId } from '../../src/domain/identity.ts';
import { nowMs } from '../support/avoidableRepeats.ts';
import { clientOf } from '../support/histories.ts';
import { waitFor } from '../support/waitFor.ts';
import { openScene } from '../support/scene.ts';

const scene = await openScene({ latency: 400, env: { AITA_MAX_WORKERS: '3' } });
const { model } = scene;

test('after Ctrl-C no new call starts, calls in flight finish, and it says how to go on', async () => {
  const run = scene.start('transcribe', '--yes');
  await model.until(({ delivered }) => delivered.calls >= 4, 30_000);
  run.kill('SIGINT');
  const stoppedAt = nowMs();
  const { exitCode, stdout, stderr } = await run.done;
  assert.equal(exitCode, 130);
  assert.match(`${stdout}${stderr}`, /aita transcribe/);
  const late = (await model.calls()).filter(({ arrivedMs }) => arrivedMs > stoppedAt + 100);
  assert.equal(late.length, 0);
  const stats = await model.stats();
  assert.equal(stats.aborted, 0);
  const again = await scene.json('transcribe');
  assert.deepEqual([again.exitCode, again.done], [0, 30]);
  assert.equal((await model.stats()).repeated, 0);
});

test('a worker told to end by SIGTERM finishes its calls first', async () => {
  await model.reset();
  const worker = scene.start('worker', '--max-workers', '3');
  const run = scene.start('transcribe', '--no-worker', '--no-reuse', '--yes');
  await model.until(({ inFlight }) => inFlight === 3, 30_000);
  worker.kill('SIGTERM');
  assert.equal((await worker.done).exitCode, 0);
  assert.equal((await model.stats()).aborted, 0);
  run.kill('SIGTERM');
  assert.equal((await run.done).exitCode, 143);
});

test('a worker told to end while it starts ends as well', async () => {
  await scene.run('engine', 'stop', '--yes', '--quiet');
  const worker = scene.start('worker');
  await waitFor(() => worker.output.stderr.includes('The engine stays'), 30_000);
  worker.kill('SIGTERM');
  const ended = await Promise.race([worker.done, setTimeout(20_000, null, { ref: false })]);
  assert.equal(ended?.exitCode, 0);
});

test('a refused key pauses the run with the reason; no item fails', async () => {
  await model.configure({ faults: [{ fault: 'http401' }] });
  const before = (await model.stats()).total;
  const run = await scene.json('transcribe', '--no-reuse');
  assert.equal(run.exitCode, 4, run.stderr);
  assert.deepEqual([run.status, run.failed], ['paused', 0]);
  assert.ok((await model.stats()).total - before <= 3);
  const status = JSON.parse((await scene.run('status', '--json')).stdout) as {
    runs: { progress: { state: string; reason: string } }[];
  };
  assert.equal(status.runs[0]?.progress.state, 'paused');
  assert.match(status.runs[0]?.progress.reason ?? '', /401/);
});

test('the Web UI says why a run is paused', async () => {
  const worker = scene.start('worker');
  const client = await clientOf(scene);
  const { id } = JSON.parse(readFileSync(join(scene.dataDir, 'course.json'), 'utf8')) as { id: string };
  const run = client.workflow.getHandle(workflowId('transcribe', 'Final', id));
  const { currentDetails } = await run.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  assert.match(currentDetails, /paused: 401 Incorrect API key provided/);
  await client.connection.close();
  worker.kill('SIGTERM');
  assert.equal((await worker.done).exitCode, 0);
});

test('a paused run goes on when it is resumed after the cause is mended', async () => {
  await model.configure({ faults: [] });
  const run = await scene.json('resume');
  assert.deepEqual([run.exitCode, run.done, run.failed], [0, 30, 0], run.stderr);
});

test('pause starts no new call until resume; cancel ends the run and keeps what was done', async () => {
  await model.reset();
  // Long enough for two commands to start while the run goes on, on a busy machine too.
  await model.configure({ latency: 4000 });
  const first = scene.start('transcribe', '--no-reuse', '--yes');
  await model.until(({ delivered }) => delivered.calls >= 4, 30_000);
  assert.equal((await scene.run('pause')).exitCode, 0);
  const paused = await first.done;
  assert.equal(paused.exitCode, 4, paused.stderr + paused.stdout);
  assert.match(paused.stdout, /^To go on: aita resume --assignment Final$/m);
  assert.equal(startsAfterPause(), 0);
  assert.ok(pagesDone() >= Number(/^Paused: (\d+) of 30 done/.exec(paused.stdout)?.[1]));
  const second = scene.start('resume');
  let isOver = false;
  void second.done.then(() => (isOver = true));
  await waitFor(() => isOver || second.output.stderr.includes('Going on'), 60_000);
  assert.match(second.output.stderr, /Going on/);
  assert.equal((await scene.run('cancel')).exitCode, 0);
  const cancelled = await second.done;
  assert.equal(cancelled.exitCode, 130, cancelled.stderr + cancelled.stdout);
  assert.ok(pagesDone() >= Number(/^Cancelled: (\d+) of 30 done/.exec(cancelled.stdout)?.[1]));
});

test('a run whose last calls were in flight when it was paused is done', async () => {
  await model.reset();
  await model.configure({ latency: 8000 });
  const wide = scene.with({ AITA_MAX_WORKERS: '5' });
  const run = wide.start('transcribe', '--student', 'student-01', '--no-reuse', '--yes');
  await model.until(({ inFlight }) => inFlight === 5, 30_000);
  assert.equal((await scene.run('pause')).exitCode, 0);
  const { exitCode, stdout, stderr } = await run.done;
  assert.equal(exitCode, 0, stderr + stdout);
  assert.match(stdout, /^Done: 5 of 5 done/);
});

test('ten failures of the same kind in a row pause the run; retry-failed asks those items again', async () => {
  await model.reset();
  await model.configure({ latency: 400, faults: [{ fault: 'http400' }] });
  const run = await scene.json('transcribe', '--no-reuse');
  assert.equal(run.exitCode, 4, run.stderr);
  const { total } = await model.stats();
  assert.ok(total >= 10 && total <= 10 + 3, `${total} calls`);
  assert.match((await scene.run('status')).stdout, /paused: 10 items in a row failed alike: 400/);
  await model.configure({ faults: [] });
  const resumed = await scene.json('resume');
  assert.deepEqual([resumed.exitCode, resumed.failed], [3, total], resumed.stderr);
  const again = await scene.json('retry-failed');
  assert.deepEqual([again.exitCode, again.failed], [0, 0], again.stderr);
  assert.ok((again.usage?.calls ?? Infinity) <= total, 'only the failed items');
  assert.ok(
    ['student-01', 'student-06'].flatMap((s) => scene.result(s).pages).every((p) => p.status === 'done'),
  );
});

/** Pages done in the files of all six students; the others are pending. */
function pagesDone(): number {
  const students = [1, 2, 3, 4, 5, 6].map((number) => scene.result(`student-0${number}`));
  const states = students.flatMap(({ pages }) => pages.map(({ status }) => status));
  assert.ok(states.every((status) => status === 'done' || status === 'pending'));
  return states.filter((status) => status === 'done').length;
}

/** Calls that were let go after the gate was closed, by the store's own times. */
function startsAfterPause(): number {
  const store = scene.store();
  const row = store.quick.get(
    "select count(*) as n from journal join gates using (run) where gates.state = 'paused' and started_at > gates.at",
  );
  store.close();
  return Number(row?.['n']);
}
