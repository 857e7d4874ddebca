import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bareEnvironment, runCli } from '../../support/runCli.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const main = fileURLToPath(new URL('../../../src/client/main.ts', import.meta.url));

test('prints its base URL alone on stdout, answers there, and ends on SIGTERM with 143', async () => {
  const server = spawn(process.execPath, [main, 'offline-model'], {
    cwd: temporaryFolder(),
    env: bareEnvironment(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(server, 'exit');
  const lines: string[] = [];
  const output = createInterface(server.stdout).on('line', (line) => lines.push(line));
  const [url] = (await once(output, 'line')) as [string];
  assert.equal((await fetch(`${url}/models`)).status, 200);
  server.kill('SIGTERM');
  assert.deepEqual(await ended, [143, null]);
  assert.deepEqual(lines, [url]);
});

test('says in two lines that its port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const taken = await runCli(['offline-model', '--port', String(port)], { cwd: temporaryFolder() });
  other.close();
  assert.deepEqual([taken.exitCode, taken.stdout], [2, '']);
  assert.equal(
    taken.stderr,
    `aita: Port ${port} is in use on this machine.\n      Give another one with --port.\n`,
  );
});
