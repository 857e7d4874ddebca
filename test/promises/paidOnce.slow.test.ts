import assert from 'node:assert/strict';
import { test } from 'node:test';
import { avoidableRepeats, nowMs } from '../support/avoidableRepeats.ts';
import { openScene } from '../support/scene.ts';

const width = 5;
const scene = await openScene({ latency: 300, env: { AITA_MAX_WORKERS: String(width) } });
const { model } = scene;

test('a reply that reached us is not bought again after kill -9 of the command and its worker', async () => {
  const first = scene.start('transcribe', '--yes');
  await model.until(({ delivered }) => delivered.calls >= 8, 30_000);
  first.kill('SIGKILL');
  const killedAt = nowMs();
  await first.done;
  const second = await scene.json('transcribe');
  assert.equal(second.exitCode, 0, second.stderr);
  assert.deepEqual([second.done, second.failed, second.total], [30, 0, 30]);
  assert.equal(avoidableRepeats(await model.calls(), killedAt).length, 0);
  const { repeated } = await model.stats();
  assert.ok(repeated <= width, `${repeated} calls repeated, ${width} were in flight`);
});

test('a later run with the same inputs makes no call', async () => {
  const before = (await model.stats()).total;
  const run = await scene.json('transcribe');
  assert.deepEqual([run.exitCode, run.done, run.reused], [0, 30, 30]);
  assert.equal((await model.stats()).total, before);
});

test('--no-reuse asks and pays again, once', async () => {
  const before = (await model.stats()).total;
  const run = await scene.json('transcribe', '--no-reuse');
  assert.deepEqual([run.exitCode, run.done, run.reused], [0, 30, 0]);
  assert.equal((await model.stats()).total, before + 30);
});

test('a run goes on by itself when the engine is killed', async () => {
  await model.reset();
  const run = scene.start('transcribe', '--yes', '--no-reuse');
  await model.until(({ delivered }) => delivered.calls >= 8, 30_000);
  const engine = JSON.parse((await scene.run('engine', 'status', '--json')).stdout) as { pid: number };
  process.kill(engine.pid, 'SIGKILL');
  const { exitCode, stderr } = await run.done;
  assert.equal(exitCode, 0, stderr);
  const stats = await model.stats();
  assert.deepEqual([stats.total, stats.repeated], [30, 0]);
});
