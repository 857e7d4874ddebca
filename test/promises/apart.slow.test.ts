import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { readJournal } from '../../src/store/journal.ts';
import { processStarted } from '../../src/store/processes.ts';
import { liveWorkers } from '../../src/store/workers.ts';
import { openScene } from '../support/scene.ts';
import { waitFor } from '../support/waitFor.ts';

const scene = await openScene({ students: 4, pages: 2, latency: 300, env: { AITA_MAX_WORKERS: '2' } });
const apart = scene.with({ AITA_ENABLE_CHECKPOINTING: 'false' });
const { model } = scene;

/** Engines in memory that a process has started. */
function enginesOf(parent: number | undefined): number[] {
  const table = execFileSync('ps', ['-ax', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' });
  const rows = [...table.matchAll(/^ *(\d+) +(\d+) (.*)$/gm)];
  return rows
    .filter(([, , ppid, command]) => Number(ppid) === parent && command?.includes('start-dev'))
    .map(([, pid]) => Number(pid));
}

const journal = () => {
  const store = scene.store();
  const lines = readJournal(store.quick, 0, 1000);
  store.close();
  return lines;
};

test('a run without checkpoints keeps its results and its cost, and no reply: the next run pays again', async () => {
  const first = await apart.json('transcribe');
  assert.deepEqual([first.exitCode, first.done, first.usage?.calls], [0, 8, 8], first.stderr);
  assert.ok(scene.result('student-04').pages.every(({ status }) => status === 'done'));
  assert.equal(journal().length, 8);
  const costs = journal().map(({ costUsd }) => costUsd ?? NaN);
  assert.ok(Math.abs(costs.reduce((a, b) => a + b, 0) - (first.usage?.costUsd ?? NaN)) < 1e-9);
  const again = await apart.json('transcribe');
  assert.deepEqual([again.done, again.reused, again.usage?.calls], [8, 0, 8]);
  const kept = await scene.json('transcribe');
  assert.deepEqual([kept.done, kept.reused, kept.usage?.calls], [8, 0, 8], kept.stderr);
});

test('within the run a reply is bought once: an item that is tried again finds it', async () => {
  await model.reset();
  await model.configure({ faults: [{ fault: 'http500', times: 2 }] });
  const run = await apart.json('transcribe');
  assert.deepEqual([run.exitCode, run.done], [0, 8], run.stderr);
  assert.equal((await model.stats()).repeated, 0);
  await model.configure({ faults: [] });
});

test('Ctrl-C leaves what was read, books what was spent, and takes the engine away', async () => {
  await model.reset();
  const before = journal().length;
  const run = apart.start('transcribe', '--yes');
  await model.until(({ delivered }) => delivered.calls >= 3, 30_000);
  assert.equal(enginesOf(run.child.pid).length, 1);
  run.kill('SIGINT');
  const { exitCode, stdout } = await run.done;
  assert.equal(exitCode, 130);
  assert.match(stdout, /^Stopped: /);
  assert.match(stdout, /To begin anew, and pay again: aita transcribe --assignment Final/);
  const booked = journal().slice(before);
  assert.equal(booked.length, (await model.stats()).total);
  assert.ok(booked.every(({ kind }) => kind === 'used'));
  assert.ok(scene.result('student-01').pages.every(({ status }) => status === 'done'));
  await waitFor(() => enginesOf(run.child.pid).length === 0);
  assert.deepEqual(liveWorkers(scene.store().quick), []);
});

test('kill -9 takes the engine with it, and what was in flight is booked by the next command', async () => {
  await model.reset();
  const before = journal().length;
  const run = apart.start('transcribe', '--yes');
  await model.until(({ delivered, inFlight }) => delivered.calls >= 2 && inFlight === 2, 30_000);
  const engines = enginesOf(run.child.pid);
  run.kill('SIGKILL');
  await run.done;
  await waitFor(() => engines.every((pid) => processStarted(pid) === null));
  const { total } = await model.stats();
  const next = await apart.json('transcribe');
  assert.equal(next.exitCode, 0, next.stderr);
  const booked = journal().slice(before);
  assert.equal(booked.length, total + 8);
  assert.equal(booked.filter(({ kind }) => kind === 'unknown').length, 2);
});

test('it is refused beside an open run, and an ordinary run is refused beside it', async () => {
  await model.reset();
  const open = scene.start('transcribe', '--no-reuse', '--yes');
  await model.until(({ delivered }) => delivered.calls >= 1, 30_000);
  open.kill('SIGINT');
  await open.done;
  const { total } = await model.stats();
  const refused = await apart.run('transcribe', '--yes');
  assert.equal(refused.exitCode, 2);
  assert.match(refused.stderr, /run of Final is open.*\n.*aita cancel --assignment Final/);
  assert.equal((await model.stats()).total, total);
  await scene.run('cancel');

  await model.configure({ latency: 3000 });
  const alone = apart.start('transcribe', '--yes');
  await model.until(({ total: calls }) => calls > total, 30_000);
  const beside = await scene.run('transcribe', '--yes');
  assert.equal(beside.exitCode, 2);
  assert.match(beside.stderr, new RegExp(`goes on in process ${alone.child.pid}`));
  assert.equal((await alone.done).exitCode, 0);
});

test('it is refused with an engine of your own, and where others would have to do the work', async () => {
  const elsewhere = apart.with({ TEMPORAL_ADDRESS: '127.0.0.1:1' });
  const { exitCode, stderr } = await elsewhere.run('transcribe', '--yes');
  assert.equal(exitCode, 2);
  assert.match(stderr, /TEMPORAL_ADDRESS.*127\.0\.0\.1:1/);
  const watching = await apart.run('transcribe', '--no-worker');
  assert.equal(watching.exitCode, 2);
  assert.match(watching.stderr, /Leave out --no-worker/);
});
