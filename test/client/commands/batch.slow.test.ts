import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openScene } from '../../support/scene.ts';

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

test('a batch that was paused by a refused key goes on with the same command', async () => {
  await model.configure({ latency: 50, faults: [{ fault: 'http401' }] });
  const tasks = write('refused.jsonl', prompts(5, 'refused'));
  const paused = await scene.run('batch', tasks, '--yes');
  assert.equal(paused.exitCode, 4, paused.stderr);
  assert.match(paused.stderr, /the same command again/);
  await model.configure({ faults: [] });
  assert.equal((await scene.run('batch', tasks, '--yes')).exitCode, 0);
});
