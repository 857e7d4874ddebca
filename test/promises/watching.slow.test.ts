import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openScene } from '../support/scene.ts';
import { waitFor } from '../support/waitFor.ts';

const scene = await openScene({ latency: 400, env: { AITA_MAX_WORKERS: '3' } });
const { model } = scene;

test('Ctrl-C stops only the command when another worker carries the run, and says how to pause it', async () => {
  const worker = scene.start('worker');
  await waitFor(() => worker.output.stderr.includes('Working for'), 60_000);
  const run = scene.start('transcribe', '--yes');
  await model.until(({ delivered }) => delivered.calls >= 3, 40_000);
  await waitFor(() => run.output.stderr.includes('Started'));
  run.kill('SIGINT');
  const { exitCode, stdout, stderr } = await run.done;
  const carrier = new RegExp(`The run goes on in worker ${worker.child.pid}`);
  assert.equal(exitCode, 130);
  assert.match(stderr, carrier);
  assert.match(stdout, carrier);
  assert.match(stdout, /To stop it: aita pause --assignment Final/);
  const status = await scene.run('status', '--json');
  const { workers } = JSON.parse(status.stdout) as { workers: { pid: number }[] };
  assert.deepEqual(
    workers.map(({ pid }) => pid),
    [worker.child.pid],
  );
  await model.until(({ delivered }) => delivered.calls >= 30, 40_000);
  assert.equal((await model.stats()).repeated, 0);
  const watched = await scene.json('transcribe', '--no-worker');
  assert.deepEqual([watched.exitCode, watched.failed], [0, 0], watched.stderr);
  worker.kill('SIGKILL');
  await worker.done;
});

test('who only watches hears that nobody works, and goes on when somebody does', async () => {
  await model.reset();
  const watch = scene.start('transcribe', '--no-reuse', '--no-worker', '--yes');
  await waitFor(() => watch.output.stderr.includes('No worker runs'), 60_000);
  assert.match(
    watch.output.stderr,
    /No worker runs that calls http.*, so nothing is done\. .*: aita worker\n/,
  );
  const worker = scene.start('worker');
  const { exitCode, stderr } = await watch.done;
  worker.kill('SIGKILL');
  await worker.done;
  assert.equal(exitCode, 0, stderr);
  assert.match(stderr, new RegExp(`Work goes on in worker ${worker.child.pid}\\.`));
  assert.equal(stderr.match(/No worker runs/g)?.length, 1);
});

test('a run that pauses while nobody watches has its results written', async () => {
  await model.reset();
  await model.configure({ latency: 1000 });
  const worker = scene.start('worker');
  await waitFor(() => worker.output.stderr.includes('Working for'), 60_000);
  const run = scene.start('transcribe', '--no-worker', '--no-reuse', '--force', '--yes');
  await model.until(({ delivered }) => delivered.calls >= 6, 40_000);
  run.kill('SIGKILL');
  await run.done;
  assert.equal((await scene.run('pause')).exitCode, 0);
  await model.until(({ inFlight }) => inFlight === 0, 10_000);
  const { delivered } = await model.stats();
  // Pages go in order; a student of whom none was read keeps the file of an earlier run.
  const begun = Array.from({ length: Math.ceil(delivered.calls / 5) }, (_, index) => `student-0${index + 1}`);
  const read = () =>
    begun.flatMap((student) => scene.result(student).pages.filter(({ status }) => status === 'done'));
  await waitFor(() => read().length === delivered.calls, 10_000);
  assert.equal((await scene.run('cancel')).exitCode, 0);
  worker.kill('SIGKILL');
  await worker.done;
  await model.configure({ latency: 400 });
});

test('a worker that was killed carries nothing: Ctrl-C says how to go on', async () => {
  await model.reset();
  const run = scene.start('transcribe', '--no-reuse', '--yes');
  await model.until(({ delivered }) => delivered.calls >= 3, 40_000);
  run.kill('SIGINT');
  const { exitCode, stdout, stderr } = await run.done;
  assert.equal(exitCode, 130);
  assert.doesNotMatch(`${stdout}${stderr}`, /The run goes on/);
  assert.match(stdout, /To go on: aita transcribe/);
  const watch = scene.start('transcribe', '--no-reuse', '--no-worker', '--yes');
  await waitFor(() => watch.output.stderr.includes('Going on') || watch.child.exitCode !== null, 40_000);
  assert.equal(watch.child.exitCode, null, watch.output.stderr + watch.output.stdout);
  watch.kill('SIGINT');
  const watched = await watch.done;
  assert.equal(watched.exitCode, 130);
  assert.match(watched.stderr, /No longer watching\./);
  assert.match(watched.stdout, /To go on: aita transcribe/);
});

test('status knows what was never there from what has no run yet', async () => {
  const unknown = await scene.run('status', '--assignment', 'Nope');
  assert.equal(unknown.exitCode, 2, unknown.stdout);
  assert.match(unknown.stderr, /no assignment "Nope" in .*There is: Final\./);
  const batch = await scene.run('status', '--batch', 'Final', '--json');
  assert.equal(batch.exitCode, 2, batch.stdout);
  assert.match(batch.stdout, /"code": "no-such-batch"/);
  mkdirSync(join(scene.dataDir, 'Quiz', 'pages'), { recursive: true });
  const fresh = await scene.run('status', '--assignment', 'Quiz');
  rmSync(join(scene.dataDir, 'Quiz'), { recursive: true });
  assert.match(
    fresh.stdout,
    /^No run of Quiz here yet.*\nNext: aita transcribe --assignment Quiz --dry-run$/m,
  );
});
