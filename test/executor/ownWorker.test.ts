import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Client } from '@temporalio/client';
import { loadConfig } from '../../src/config.ts';
import { taskQueue } from '../../src/domain/identity.ts';
import { workerName } from '../../src/domain/workerIdentity.ts';
import { connectClient } from '../../src/engine/connect.ts';
import { startOwnWorker } from '../../src/executor/ownWorker.ts';
import type { Workplace } from '../../src/executor/workplace.ts';
import { openDataFolder } from '../../src/files/dataFolder.ts';
import { ownProcess } from '../../src/store/processes.ts';
import { Store, storeFile } from '../../src/store/store.ts';
import { sharedEngine } from '../support/engine.ts';
import { TaskPuppet } from '../support/taskPuppet.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { waitFor } from '../support/waitFor.ts';

const engine = { ...(await sharedEngine()), embedded: false };
const root = temporaryFolder();
const config = loadConfig({ env: { AITA_STATE_DIR: join(root, 'state') }, cwd: root });
const folder = await openDataFolder(join(root, 'data'), { create: true });
const steps = `steps:${folder.id}`;
const host = hostname();
const dead = workerName({ pid: ownProcess.pid, started: 'before-this-process', host });
const alive = workerName({ ...ownProcess, host });
const client = await connectClient(engine);
after(() => client.connection.close());

/** A command with a store connection of its own, as in a process of its own. */
function openPlace(): Workplace {
  const store = new Store(storeFile(folder.dir));
  after(() => store.close());
  return { config, folder, store };
}

async function startCommand(commandClient: Client): Promise<void> {
  const worker = await startOwnWorker(openPlace(), {
    engine,
    client: commandClient,
    model: false,
    graceMs: 0,
  });
  after(() => worker.stop());
}

/** A client whose look at a run takes until `gate`; `onLook`: it has seen what it will act upon. */
function slowClient(gate: Promise<void>, onLook: () => void): Client {
  const describe = async <I, O>(input: I, next: (input: I) => Promise<O>): Promise<O> => {
    const seen = await next(input);
    onLook();
    await gate;
    return seen;
  };
  const { connection } = client;
  return new Client({ connection, namespace: engine.namespace, interceptors: { workflow: [{ describe }] } });
}

const attemptOf = async (id: string) => {
  const { raw } = await client.workflow.getHandle(id).describe();
  const [step] = raw.pendingActivities ?? [];
  return [step?.lastWorkerIdentity, step?.attempt];
};

test('of two workers that start together the second ends no attempt that the first has let begin', async () => {
  const run = await client.workflow.start('anyRun', { workflowId: 'run-1', taskQueue: taskQueue(folder.id) });
  const killed = new TaskPuppet(client, taskQueue(folder.id), dead);
  await killed.scheduleStep(steps);
  assert.equal(await new TaskPuppet(client, steps, dead).beginStep(), 1);
  await waitFor(async () => (await client.workflow.count(`WorkflowId = '${run.workflowId}'`)).count === 1);

  const [looked, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const second = startCommand(slowClient(gate.promise, looked.resolve));
  await looked.promise;
  await startCommand(client);
  assert.equal(await new TaskPuppet(client, steps, alive).beginStep(), 2);
  gate.resolve();
  await second;
  assert.deepEqual(await attemptOf(run.workflowId), [alive, 2]);
  await run.terminate();
});
