import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bareEnvironment } from '../../support/runCli.ts';
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
