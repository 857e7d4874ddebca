import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isConnectionRefused, rawAsk } from './faultModel/askModel.ts';
import { spawnFaultModel } from './spawnFaultModel.ts';

test('in a process of its own it offers the same, even while it refuses connections', async () => {
  await using model = await spawnFaultModel({ faults: [{ fault: 'http500', nth: 1 }] });
  assert.equal((await rawAsk(model, 'page 1')).status, 500);
  await model.configure({ faults: [] });
  assert.equal((await rawAsk(model, 'page 1')).status, 200);
  assert.equal((await model.stats(60_000)).peakStarts, 2);
  assert.deepEqual(
    (await model.calls(1)).map(({ number, status }) => [number, status]),
    [[2, 200]],
  );
  await model.goDown();
  await assert.rejects(rawAsk(model, 'page 1'), isConnectionRefused);
  await model.comeBack();
  await model.reset();
  assert.equal((await rawAsk(model, 'page 1')).status, 200);
  assert.equal((await model.stats()).total, 1);
  process.kill(model.pid, 0);
  await model.close();
  assert.throws(() => process.kill(model.pid, 0), { code: 'ESRCH' });
});

test('ends with the process that started it, however that ends', async () => {
  const spawner = new URL('spawnFaultModel.ts', import.meta.url).href;
  const code = `const { spawnFaultModel } = await import('${spawner}'); console.log((await spawnFaultModel()).url);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface(parent.stdout), 'line')) as [string];
  assert.equal((await fetch(`${url}/v1/models`)).status, 200);
  parent.kill('SIGKILL');
  const deadline = performance.now() + 5000;
  while (await isUp(url)) assert.ok(performance.now() < deadline);
});

async function isUp(url: string): Promise<boolean> {
  try {
    await (await fetch(`${url}/v1/models`)).text();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

test('starts by hand with flags', async () => {
  const main = fileURLToPath(new URL('faultModelMain.ts', import.meta.url));
  const flags = [
    '--until-stdin-ends',
    '--rps',
    '5',
    '--latency-ms',
    '20',
    '--jitter',
    '0.1',
    '--price-in',
    '1',
  ];
  const child = spawn(process.execPath, [main, ...flags, '--fault', 'http503:1'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const response = await rawAsk(JSON.parse(line) as { baseUrl: string }, 'page 1');
  assert.equal(response.status, 503);
  assert.equal(response.headers.get('x-ratelimit-limit-requests'), '5');
  const exited = once(child, 'exit');
  child.stdin.end();
  assert.deepEqual(await exited, [0, null]);
});
