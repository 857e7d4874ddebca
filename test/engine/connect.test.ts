import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Secret } from '../../src/domain/secret.ts';
import { connectClient, connectEngine, type EngineConfig } from '../../src/engine/connect.ts';
import { searchAttributes } from '../../src/engine/flags.ts';
import { resetStickyQueues } from '../../src/engine/resetStickyQueues.ts';
import { sharedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { waitFor } from '../support/waitFor.ts';

const stateDir = temporaryFolder();
const { address } = await sharedEngine();

const config = (variables: Record<string, string>): EngineConfig => ({
  stateDir,
  // An embedded engine cannot be started with this, so none is started by mistake.
  temporalCli: path.join(stateDir, 'none'),
  searchPath: '',
  temporal: { variables: new Secret(variables) },
});

test('uses the engine that TEMPORAL_ADDRESS names, and starts none', async () => {
  const target = await connectEngine(config({ TEMPORAL_ADDRESS: address }));
  assert.equal(target.address, address);
  assert.equal(target.namespace, 'default');
  assert.deepEqual([target.embedded, target.searchAttributes, target.uiUrl], [false, true, null]);
  assert.deepEqual(readdirSync(stateDir), []);
});

test('uses the engine of a profile in temporal.toml, where Temporal keeps it', async () => {
  const home = temporaryFolder();
  const settings = process.platform === 'darwin' ? 'Library/Application Support' : '.config';
  const folder = path.join(home, settings, 'temporalio');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'temporal.toml'), `[profile.course]\naddress = "${address}"\n`);
  const target = await connectEngine(config({ HOME: home, TEMPORAL_PROFILE: 'course' }));
  assert.equal(target.address, address);
});

test('says what is wrong with a profile that is not there', async () => {
  await assert.rejects(connectEngine(config({ TEMPORAL_PROFILE: 'nobody' })), {
    code: 'bad-temporal-profile',
    message: /nobody/,
  });
});

test('says which engine does not answer', async () => {
  await assert.rejects(connectEngine(config({ TEMPORAL_ADDRESS: '127.0.0.1:9' })), {
    code: 'engine-unreachable',
    message: /127\.0\.0\.1:9/,
  });
});

test('registers our search attributes where they are missing', async () => {
  const namespace = 'elsewhere';
  const { workflowService, connection } = await connectClient(await sharedEngine());
  const workflowExecutionRetentionPeriod = { seconds: 24 * 3600 } as never;
  await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
  const query = searchAttributes.map(({ name }) => `${name} = 'x'`).join(' AND ');
  await assert.rejects(workflowService.countWorkflowExecutions({ namespace, query }));
  const target = await connectEngine(config({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace }));
  assert.equal(target.searchAttributes, true);
  await workflowService.countWorkflowExecutions({ namespace, query });
  await connection.close();
});

test('frees the open runs of one queue, and no other, from the worker that held them', async () => {
  const client = await connectClient(await sharedEngine());
  for (const [taskQueue, workflowId] of [['one', 'a'] as const, ['one', 'b'] as const, ['two', 'c'] as const])
    await client.workflow.start('anything', { taskQueue, workflowId });
  await client.workflow.getHandle('b').terminate();
  await waitFor(async () => (await resetStickyQueues(client, 'one')) === 1);
  await client.connection.close();
});
