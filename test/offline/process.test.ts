import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { startOfflineModelProcess } from '../../src/offline/process.ts';
import { waitFor } from '../support/waitFor.ts';

const answers = async (url: string): Promise<boolean> => {
  const reply = await fetch(`${url}/models`).catch(() => null);
  await reply?.body?.cancel();
  return reply !== null;
};

test('answers from a process of its own until it is stopped', async () => {
  const model = await startOfflineModelProcess();
  assert.ok(await answers(model.url));
  await model.stop();
  assert.ok(!(await answers(model.url)));
});

test('gives the reason when the port is taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await assert.rejects(startOfflineModelProcess({ port }), { code: 'port-taken', exitCode: 2 });
  other.close();
});

const parent = (rest: string) =>
  spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { startOfflineModelProcess } from '${new URL('../../src/offline/process.ts', import.meta.url).href}';
       console.log((await startOfflineModelProcess()).url); ${rest}`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );

test('ends with the process that started it, even when that is killed', async () => {
  const killed = parent('setInterval(() => {}, 1000);');
  const [url] = (await once(createInterface(killed.stdout), 'line')) as [string];
  assert.ok(await answers(url));
  killed.kill('SIGKILL');
  await waitFor(async () => !(await answers(url)));
});

test('does not keep the process alive that started it', async () => {
  const finished = parent('');
  const [url] = (await once(createInterface(finished.stdout), 'line')) as [string];
  if (finished.exitCode === null) await once(finished, 'exit');
  await waitFor(async () => !(await answers(url)));
});
