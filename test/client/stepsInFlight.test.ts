import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { connectClient } from '../../src/engine/connect.ts';
import { stepsInFlight } from '../../src/client/stepsInFlight.ts';
import { sharedEngine } from '../support/engine.ts';
import { TaskPuppet } from '../support/taskPuppet.ts';

const client = await connectClient({ ...(await sharedEngine()), embedded: false });
after(() => client.connection.close());

/** The phase of a step that was begun a moment ago and has told nothing yet. */
async function phaseOnQueue(stepQueue: string, workflowQueue: string) {
  const workflowId = `run:${randomUUID()}`;
  await client.workflow.start('any', { workflowId, taskQueue: workflowQueue });
  await new TaskPuppet(client, workflowQueue, 'worker').scheduleStep(stepQueue);
  await new TaskPuppet(client, stepQueue, 'worker').beginStep();
  const [step] = await stepsInFlight(client, workflowId);
  await client.workflow.getHandle(workflowId).terminate();
  return step?.phase;
}

test('a step on files is at work from its beginning, one for a model starts until it tells what it does', async () => {
  const [folder, model] = [`folder-${randomUUID()}`, `model-${randomUUID()}`];
  assert.equal(await phaseOnQueue(folder, folder), 'working');
  assert.equal(await phaseOnQueue(model, folder), 'starting');
});
