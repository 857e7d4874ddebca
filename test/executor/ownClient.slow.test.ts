import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { after, test } from 'node:test';
import { executorScene } from '../support/executorScene.ts';

const scene = await executorScene({ latency: 400 });
const { model } = scene;
const program = fileURLToPath(new URL('../support/ownClientBatch.ts', import.meta.url));

function start() {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    env: { ...scene.env, AITA_DATA_DIR: scene.dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  after(() => child.kill('SIGKILL'));
  const done = Promise.all([text(child.stdout), once(child, 'close')]).then(
    ([printed]) => JSON.parse(printed || 'null') as { successRate: number; reused: number; calls: number },
  );
  return { child, done };
}

test('a program with a client of its own is killed; started again it pays only for what is missing', async () => {
  const first = start();
  await model.until(({ delivered }) => delivered.calls >= 8, 60_000);
  first.child.kill('SIGKILL');
  assert.equal(await first.done, null);
  await model.until(({ inFlight }) => inFlight === 0);
  const before = await model.stats();
  const second = await start().done;
  assert.equal(second.successRate, 100);
  const { total, repeated } = await model.stats();
  assert.ok(repeated <= 4, `${repeated} calls were asked again, 4 were in flight`);
  assert.ok(second.reused >= before.delivered.calls - 4, `${second.reused} reused`);
  assert.equal(second.calls, 20 - second.reused);
  assert.equal(total - before.total, second.calls);
});

test('after its end another process with its own client makes no call', async () => {
  const { total } = await model.stats();
  assert.deepEqual(await start().done, { successRate: 100, reused: 20, calls: 0 });
  assert.equal((await model.stats()).total, total);
});
