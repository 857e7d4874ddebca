import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { test } from 'node:test';
import { ensureEngine, stopEngine } from '../../src/engine/engine.ts';
import { writeRecord } from '../../src/engine/engineRecord.ts';
import { watchEngine } from '../../src/engine/watchEngine.ts';
import { engineFolder } from '../support/engineFolder.ts';
import { waitFor } from '../support/waitFor.ts';

const folder = await engineFolder();

test('stops, leaving no process, not even for a worker, and keeps its ports for the next start', async () => {
  const engine = await ensureEngine(folder.options);
  const { address } = engine;
  const { signal } = new AbortController();
  const watching = watchEngine({ ...folder.options, engine, signal });
  const [stopped] = await Promise.all([
    stopEngine(folder.options),
    assert.rejects(watching, { code: 'engine-stopped' }),
  ]);
  assert.equal(stopped, true);
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
