import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openScene } from '../../support/scene.ts';
import { waitFor } from '../../support/waitFor.ts';

interface Status {
  workers: unknown[];
}

const scene = await openScene({ students: 1, pages: 1, latency: 100, env: { AITA_MAX_WORKERS: '4' } });
const { model } = scene;
const inFolder = (name: string): string => join(scene.folder, name);
const write = (name: string, lines: unknown[]): string => {
  writeFileSync(inFolder(name), lines.map((line) => JSON.stringify(line)).join('\n'));
  return name;
};
const read = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const prompts = (count: number, word: string) =>
  Array.from({ length: count }, (_, index) => ({ id: `${word}-${index}`, prompt: `Say ${word} ${index}.` }));

test('asks for every line, and writes the results in the order of the lines', async () => {
  const schema = { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] };
  const shaped = { id: 'shaped', messages: [{ role: 'user', content: 'A word.' }], schema };
  const tasks = write('tasks.jsonl', [...prompts(9, 'order'), shaped]);
  const run = await scene.json('batch', tasks, '--out', 'results.jsonl');
  assert.deepEqual([run.exitCode, run.done, run.total], [0, 10, 10], run.stderr);
  assert.deepEqual(run.outputs, ['results.jsonl']);
  const results = read(readFileSync(inFolder('results.jsonl'), 'utf8'));
  assert.deepEqual(
    results.map(({ id }) => id),
    [...prompts(9, 'order').map(({ id }) => id), 'shaped'],
  );
  assert.deepEqual(results[9]?.['value'], { word: 'text' });
});

test('without --out the results have stdout for themselves, and nothing stored is paid again', async () => {
  const before = (await model.stats()).total;
  const run = await scene.run('batch', 'tasks.jsonl', '--yes');
  assert.equal(run.exitCode, 0, run.stderr);
  assert.equal(read(run.stdout).length, 10);
  assert.match(run.stderr, /Done: 10 of 10 done, 0 failed \(0 calls, 10 from the store\)/);
  assert.equal((await model.stats()).total, before);
});

test('a failed line is an error on its line, and the exit code says so', async () => {
  await model.configure({ faults: [{ fault: 'http400', nth: (await model.stats()).total + 2 }] });
  const run = await scene.run('batch', write('failing.jsonl', prompts(3, 'failing')), '--yes');
  await model.configure({ faults: [] });
  assert.equal(run.exitCode, 3, run.stderr);
  const failed = read(run.stdout).filter((line) => 'error' in line);
  assert.equal(failed.length, 1);
  assert.deepEqual(Object.keys(failed[0] ?? {}), ['id', 'error']);
});

test('a bad line is named by its number and nothing is spent', async () => {
  const before = (await model.stats()).total;
  const lines = [{ id: 'good', prompt: 'x' }, { id: 'bad' }, { id: 'good', prompt: 'twice' }];
  const run = await scene.run('batch', write('bad.jsonl', lines), '--yes');
  assert.equal(run.exitCode, 2);
  assert.match(run.stderr, /line 2: .*either prompt or messages/);
  assert.match(run.stderr, /1 more/);
  assert.equal((await model.stats()).total, before);
});

test('a killed batch goes on with a changed file, and pays only for what is missing', async () => {
  await model.reset();
  await model.configure({ latency: 400 });
  const first = scene.start('batch', write('killed.jsonl', prompts(16, 'killed')), '--yes');
  await model.until(({ delivered }) => delivered.calls >= 6, 30_000);
  first.kill('SIGKILL');
  await first.done;
  const kept = (await model.stats()).delivered.calls;
  const run = await scene.run('batch', write('killed.jsonl', prompts(18, 'killed').slice(1)), '--yes');
  assert.equal(run.exitCode, 0, run.stderr);
  assert.equal(read(run.stdout).length, 17);
  const { repeated } = await model.stats();
  assert.ok(repeated <= 4, `${repeated} calls repeated after ${kept}, 4 were in flight`);
});

test('a batch whose key is refused pauses; started again it tries one call, and goes on when that works', async () => {
  await model.reset();
  await model.configure({ latency: 50, faults: [{ fault: 'http401' }] });
  const tasks = write('refused.jsonl', prompts(12, 'refused'));
  const paused = await scene.run('batch', tasks, '--yes');
  assert.equal(paused.exitCode, 4, paused.stderr);
  assert.match(paused.stderr, /the same command again/);
  const first = (await model.stats()).total;
  assert.ok(first <= 4, `${first} calls with a width of 4`);
  const again = await scene.run('batch', tasks, '--yes', '--out', 'results.jsonl');
  assert.equal(again.exitCode, 4, again.stderr);
  assert.doesNotMatch(again.stdout, /^Results:/m, 'those of another batch');
  assert.match(again.stderr, /One call was tried: what paused the run is still so/);
  assert.equal((await model.stats()).total, first + 1);
  await model.configure({ faults: [] });
  const mended = await scene.run('batch', tasks, '--yes');
  assert.deepEqual([mended.exitCode, read(mended.stdout).length], [0, 12], mended.stderr);
  assert.equal((await model.stats()).total, first + 1 + 12);
});

test('a batch is paused, shown, resumed and cancelled by its name from another terminal', async () => {
  await model.reset();
  await model.configure({ latency: 400, faults: [] });
  const tasks = write('midterm keys.jsonl', prompts(300, 'controlled'));
  const first = scene.start('batch', tasks, '--yes');
  await model.until(({ inFlight }) => inFlight === 4, 30_000);
  const paused = await scene.run('pause', '--batch', 'midterm keys');
  assert.equal(paused.exitCode, 0, paused.stderr);
  assert.match(
    paused.stdout,
    /^Paused: runBatch:midterm keys:\w+\. .*aita resume --batch 'midterm keys' while/,
  );
  const left = await first.done;
  assert.equal(left.exitCode, 4, left.stderr);
  assert.match(left.stderr, /To go on: the same command again/);
  const status = await scene.run('status', '--batch', 'midterm keys');
  assert.match(status.stdout, /^runBatch midterm keys: paused: asked to by aita pause/);
  assert.match(
    status.stdout,
    /aita resume --batch 'midterm keys' while a process works on it; else the same/,
  );
  const nobody = await scene.run('resume', '--batch', 'midterm keys');
  assert.equal(nobody.exitCode, 2, nobody.stderr);
  assert.match(nobody.stderr, /No process works on the batch midterm keys\.\n.*the same aita batch command/);

  const { total } = await model.stats();
  const worker = scene.start('worker', '--quiet');
  after(() => worker.kill('SIGTERM'));
  const workers = async () => (JSON.parse((await scene.run('status', '--json')).stdout) as Status).workers;
  await waitFor(async () => (await workers()).length === 1, 30_000);
  const resumed = await scene.run('resume', '--batch', 'midterm keys');
  assert.equal(resumed.exitCode, 0, resumed.stderr);
  assert.match(resumed.stdout, /The process that works on it goes on\.$/m);
  await model.until((stats) => stats.total >= total + 3, 30_000);
  const cancelled = await scene.run('cancel', '--batch', 'midterm keys');
  assert.match(cancelled.stdout, /^Cancelled: runBatch:midterm keys:\w+\. What was answered is kept/);
  const none = await scene.run('pause', '--batch', 'midterm keys');
  assert.equal(none.exitCode, 2, none.stderr);
  assert.match(none.stderr, /aita status --batch 'midterm keys'/);
  const both = await scene.run('status', '--batch', 'a', '--assignment', 'Final');
  assert.deepEqual([both.exitCode, both.stderr.split('\n')[0]?.includes('--batch names a batch')], [2, true]);
});

test('--detach leaves a process that works for the batch; the same command then writes the results', async () => {
  await model.reset();
  await model.configure({ latency: 200, faults: [] });
  const tasks = write('detached.jsonl', prompts(12, 'detached'));
  const detached = await scene.run('batch', tasks, '--detach', '--yes', '--out', 'detached.out');
  assert.equal(detached.exitCode, 0, detached.stderr);
  assert.match(detached.stdout, /^Look: aita status --batch detached$/m);
  assert.match(detached.stdout, /^Results: the same command without --detach writes them/m);
  await model.until(({ delivered }) => delivered.calls === 12, 30_000);
  const run = await scene.run('batch', tasks, '--yes');
  assert.deepEqual([run.exitCode, read(run.stdout).length], [0, 12], run.stderr);
  assert.equal((await model.stats()).total, 12);
});
