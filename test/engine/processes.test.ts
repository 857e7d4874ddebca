import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { endProcess } from '../../src/engine/endProcess.ts';
import { commandLine, processTable, signalProcess } from '../../src/engine/processes.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

// Linux has both: its own files, and the `ps` that other systems are asked with.
const platforms: NodeJS.Platform[] = process.platform === 'linux' ? ['linux', 'darwin'] : [process.platform];

for (const platform of platforms) {
  test(`reads what a process was started as, arguments with spaces too (as on ${platform})`, async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const pid = child.pid ?? 0;
    assert.equal(commandLine(pid, platform)?.trim(), 'sleep 60');
    const found = processTable(platform).find((running) => running.pid === pid);
    assert.equal(found?.command.trim(), 'sleep 60');
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(commandLine(pid, platform), null);
  });
}

test('reads a table of processes that is many megabytes long', () => {
  const folder = temporaryFolder();
  const line = `4242 browser ${'x'.repeat(100_000)}`;
  writeFileSync(join(folder, 'ps'), `#!/bin/sh\nyes '${line}' | head -n 30\n`, { mode: 0o755 });
  const path = process.env['PATH'] ?? '';
  process.env['PATH'] = `${folder}:${path}`;
  try {
    assert.equal(processTable('darwin').length, 30);
  } finally {
    process.env['PATH'] = path;
  }
});

test('kills a process that does not end when asked, and waits until it is gone', async () => {
  const child = spawn('sh', ['-c', 'trap "" TERM; echo ready; while :; do sleep 0.05; done']);
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  await endProcess(pid, (command) => command.startsWith('sh -c trap'), 100);
  assert.equal(commandLine(pid), null);
});

test('leaves a process alone that is not the one meant', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  await endProcess(child.pid ?? 0, (command) => command.includes('temporal'), 100);
  assert.equal(child.exitCode ?? child.signalCode, null);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(signalProcess(child.pid ?? 0, 'SIGTERM'), false);
});
