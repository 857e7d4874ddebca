import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Pipeline, taskQueue, workflowId } from '../../../src/domain/identity.ts';
import { connectClient } from '../../../src/engine/connect.ts';
import { version } from '../../../src/executor/version.ts';
import { readGate, writeGate } from '../../../src/store/gates.ts';
import { ownProcess } from '../../../src/store/processes.ts';
import { Store, storeFile } from '../../../src/store/store.ts';
import { openCourse } from '../../support/course.ts';
import { sharedEngine } from '../../support/engine.ts';
import { spawnFaultModel } from '../../support/spawnFaultModel.ts';
import { waitFor } from '../../support/waitFor.ts';

const { address, ...engine } = await sharedEngine();
const client = await connectClient({ address, ...engine });
after(() => client.connection.close());
const model = await spawnFaultModel();
after(() => model.close());
const folder = '0123abcd';
const course = openCourse(
  model,
  { 'course.json': JSON.stringify({ id: folder }) },
  { env: { TEMPORAL_ADDRESS: address } },
);
const store = new Store(storeFile(join(course.cwd, 'data')));
after(() => store.close());

test('a batch that was cancelled and only has to end is not resumed', async () => {
  const job = workflowId(Pipeline.runBatch, 'words', folder);
  const { pid, started } = ownProcess;
  const { firstExecutionRunId: runId } = await client.workflow.start(Pipeline.runBatch, {
    workflowId: job,
    taskQueue: taskQueue(folder),
    args: [{ assignment: 'words', plan: 'none', modelQueue: 'nobody', total: 1, steps: 1, lanes: 1 }],
    memo: { plan: 'none', version: version(), queue: `own-${pid}-${started}-0123abcd` },
  });
  await waitFor(async () => (await client.workflow.count(`WorkflowId = '${job}'`)).count === 1);
  // By a process that died before it could tell the engine.
  writeGate(store.durable, runId, { state: 'cancelled', reason: null });
  const { exitCode, stdout, stderr } = await course.aita('resume', '--batch', 'words');
  assert.equal(exitCode, 2, stdout + stderr);
  assert.match(
    stderr,
    /The batch words was cancelled and cannot be resumed\.\n +Start it again: .* from the store/,
  );
  assert.equal(readGate(store.quick, runId).state, 'cancelled');
});
