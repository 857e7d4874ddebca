import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { test } from 'node:test';
import { connectClient } from '../../src/engine/connect.ts';
import { engineStatus, ensureEngine, stopEngine } from '../../src/engine/engine.ts';
import { markUsed, writeRecord } from '../../src/engine/engineRecord.ts';
import { embeddedTarget } from '../../src/engine/engineTarget.ts';
import { watchEngine } from '../../src/engine/watchEngine.ts';
import { engineFolder } from '../support/engineFolder.ts';
import { waitFor } from '../support/waitFor.ts';

const idle = await engineFolder();
const folder = await engineFolder();

test('ends itself when idle, though a run without a worker is open, and not while it is used', async () => {
  const idleMs = 1000;
  const engine = await ensureEngine({ ...idle.options, idleMs });
  const client = await connectClient(embeddedTarget(engine.address, null));
  await client.workflow.start('anything', { taskQueue: 'nobody', workflowId: 'waiting' });
  await client.connection.close();
  const usedUntil = performance.now() + idleMs * 1.5;
  const isOver = (): boolean => performance.now() > usedUntil;
  await waitFor(() => (markUsed(idle.files), isOver()));
  assert.equal(idle.engines().length, 1);
  await waitFor(() => idle.engines().length === 0 && idle.keepers().length === 0);
  assert.ok(performance.now() - usedUntil >= idleMs - 200);
  assert.deepEqual(await engineStatus(idle.options), { running: false });
});

test('stops, leaving no process, and keeps its ports for the next start', async () => {
  const { address } = await ensureEngine(folder.options);
  assert.equal(await stopEngine(folder.options), true);
  assert.deepEqual([...folder.engines(), ...folder.keepers()], []);
  assert.equal(await stopEngine(folder.options), false);
  assert.equal((await ensureEngine(folder.options)).address, address);
});

test('replaces an engine that an older AITA left running', async () => {
  const record = folder.record();
  writeRecord(folder.files, { ...record, generation: record.generation - 1 });
  const engine = await ensureEngine(folder.options);
  assert.notEqual(engine.pid, record.pid);
  assert.deepEqual(folder.engines(), [engine.pid]);
  assert.match(folder.lines.join('\n'), /older AITA and is replaced/);
});

test('moves when a stranger has taken its port, and says which; under a worker it refuses to', async () => {
  const engine = await ensureEngine(folder.options);
  await folder.kill([...folder.keepers(), ...folder.engines()]);
  const { firstPort } = folder.record();
  const stranger = await waitFor(() => listenOn(firstPort));
  const taken = { code: 'port-taken', message: new RegExp(`port ${firstPort}\\b`) };
  await assert.rejects(
    watchEngine({ ...folder.options, engine, signal: new AbortController().signal }),
    taken,
  );
  const moved = await ensureEngine(folder.options);
  stranger.close();
  assert.notEqual(moved.address, engine.address);
  assert.match(folder.lines.join('\n'), new RegExp(`Port ${firstPort} is taken .*${moved.address}`));
});

/** `null` while the port is taken. */
function listenOn(port: number): Promise<Server | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
