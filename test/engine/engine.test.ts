import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { after, test } from 'node:test';
import type { Client } from '@temporalio/client';
import { connectClient, connectEngine } from '../../src/engine/connect.ts';
import { engineStatus, ensureEngine, type Engine } from '../../src/engine/engine.ts';
import { writeRecord } from '../../src/engine/engineRecord.ts';
import { embeddedTarget } from '../../src/engine/engineTarget.ts';
import { dynamicConfig, searchAttributes, sqlitePragmas } from '../../src/engine/flags.ts';
import { portsFrom } from '../../src/engine/ports.ts';
import { commandLine } from '../../src/engine/processes.ts';
import { watchEngine } from '../../src/engine/watchEngine.ts';
import { Secret } from '../../src/domain/secret.ts';
import { slowness } from '../support/slowness.ts';
import { engineFolder } from '../support/engineFolder.ts';
import { waitFor } from '../support/waitFor.ts';

// One engine's life, told in order: each test goes on where the one before it ended.
const folder = await engineFolder();
let first: Engine;
let client: Client;

after(() => client?.connection.close());

test('starts one engine for two commands at the same moment', async () => {
  const [one, two] = await Promise.all([ensureEngine(folder.options), ensureEngine(folder.options)]);
  first = one;
  assert.equal(one.pid, two.pid);
  assert.deepEqual([one.started, two.started].sort(), [false, true]);
  assert.deepEqual(folder.engines(), [one.pid]);
  assert.equal(folder.keepers().length, 1);
});

test('says once that the engine stays, where its Web UI is and how to stop it', () => {
  assert.equal(folder.lines.length, 1);
  assert.match(folder.lines[0] ?? '', new RegExp(`background .*${first.uiUrl}.* aita engine stop`));
});

test('finds a running engine without delay', async () => {
  const startedAt = performance.now();
  assert.deepEqual(await ensureEngine(folder.options), { ...first, started: false });
  assert.ok(performance.now() - startedAt < 200);
});

test('is the engine of a command that names no other', async () => {
  const target = await connectEngine({ ...folder.options, temporal: { variables: new Secret({}) } });
  assert.deepEqual(target, embeddedTarget(first.address, first.uiUrl));
  client = await connectClient(target);
});

test('starts the engine with every setting of the list', () => {
  const command = commandLine(first.pid) ?? '';
  for (const { key, value } of dynamicConfig)
    assert.ok(command.includes(` --dynamic-config-value ${key}=${JSON.stringify(value)} `), key);
  for (const { key, value } of sqlitePragmas)
    assert.ok(command.includes(` --sqlite-pragma ${key}=${String(value)} `), key);
});

test('remembers finished runs for 30 days and knows our search attributes', async () => {
  const { workflowService } = client;
  const { config } = await workflowService.describeNamespace({ namespace: 'default' });
  assert.equal(Number(config?.workflowExecutionRetentionTtl?.seconds), 30 * 24 * 3600);
  for (const { name } of searchAttributes)
    await workflowService.countWorkflowExecutions({ namespace: 'default', query: `${name} = 'x'` });
});

test('keeps its folder and files to their owner', () => {
  const mode = (file: string): string => (statSync(file).mode & 0o777).toString(8);
  assert.equal(mode(folder.files.stateDir), '700');
  for (const name of readdirSync(folder.files.stateDir))
    assert.equal(mode(path.join(folder.files.stateDir, name)), '600', name);
});

test('answers no web page: a request with an ordinary host name is refused', async () => {
  const { http } = portsFrom(folder.record().firstPort);
  const status = await new Promise((resolve, reject) => {
    request({ port: http, host: '127.0.0.1', path: '/api/v1/namespaces' }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end();
  });
  assert.equal(status, 403);
});

test('a watched engine that is killed is up again within 2 s, on its ports, with its runs', async () => {
  await client.workflow.start('anything', { taskQueue: 'nobody', workflowId: 'survivor' });
  const abort = new AbortController();
  const restarts: Engine[] = [];
  const watching = watchEngine({
    ...folder.options,
    engine: first,
    signal: abort.signal,
    onRestart: (engine) => restarts.push(engine),
  });
  // The better of two: this machine may be busy with something else.
  const took = [];
  for (const restart of [1, 2]) {
    const killedAt = performance.now();
    process.kill(folder.record().pid ?? 0, 'SIGKILL');
    await waitFor(() => restarts.length === restart);
    took.push(performance.now() - killedAt);
  }
  abort.abort();
  await watching;
  assert.ok(Math.min(...took) < 2000 * slowness(), `took ${took.join(' and ')} ms`);
  assert.deepEqual(new Set(restarts.map(({ address }) => address)), new Set([first.address]));
  assert.equal((await client.workflow.getHandle('survivor').describe()).status.name, 'RUNNING');
  assert.equal(folder.engines().length, 1);
});

test('counts open runs', async () => {
  await client.workflow.start('costLedger', { taskQueue: 'nobody', workflowId: 'ledger' });
  await waitFor(async () => {
    const status = await engineStatus(folder.options);
    return status.running && status.openRuns === 1;
  });
});

test('an engine whose keeper was killed goes on, with a new keeper', async () => {
  const { pid } = folder.record();
  const killed = folder.keepers();
  await folder.kill(killed);
  assert.equal((await ensureEngine(folder.options)).pid, pid);
  assert.equal(folder.keepers().length, 1);
  assert.notDeepEqual(folder.keepers(), killed);
});

test('a keeper leaves when its engine was killed', async () => {
  await folder.kill(folder.engines());
  await waitFor(() => folder.keepers().length === 0);
  assert.equal(folder.record().pid, null);
});

test('does not take a stranger with the old number for the engine', async () => {
  writeRecord(folder.files, { ...folder.record(), pid: process.pid });
  const engine = await ensureEngine(folder.options);
  assert.equal(engine.address, first.address);
  assert.deepEqual(folder.engines(), [engine.pid]);
});

test('ends an engine that a killed keeper started and never told of', async () => {
  const orphans = folder.engines();
  await folder.kill(folder.keepers());
  writeRecord(folder.files, { ...folder.record(), pid: null });
  const engine = await ensureEngine(folder.options);
  assert.deepEqual(folder.engines(), [engine.pid]);
  assert.notDeepEqual(folder.engines(), orphans);
});
