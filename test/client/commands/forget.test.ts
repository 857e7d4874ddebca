import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Pipeline, taskQueue, workflowId } from '../../../src/domain/identity.ts';
import { openEngine } from '../../../src/engine/connect.ts';
import { stopEngine } from '../../../src/engine/engine.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { writeJournal } from '../../../src/store/journal.ts';
import { readReply, writeReply } from '../../../src/store/replies.ts';
import { Store, storeFile } from '../../../src/store/store.ts';
import { aCall, aReply, usedAttempt } from '../../support/calls.ts';
import { openCourse } from '../../support/course.ts';
import { engineFolder } from '../../support/engineFolder.ts';
import { spawnFaultModel } from '../../support/spawnFaultModel.ts';

const engine = await engineFolder();
const model = await spawnFaultModel();
after(() => model.close());
const folder = '0123abcd';
const course = openCourse(
  model,
  { 'course.json': JSON.stringify({ id: folder }), 'Final/exam.json': '{}' },
  {
    env: {
      AITA_STATE_DIR: engine.files.stateDir,
      AITA_TEMPORAL_CLI: String(engine.options.temporalCli),
    },
  },
);
const store = new Store(storeFile(join(course.cwd, 'data')));
after(() => store.close());
const call = { ...aCall(), assignment: 'Final' };
const keepReply = () =>
  store.durable.transaction(() => {
    writeReply(store.durable, call.hash, aReply());
    writeJournal(store.durable, 1, call, usedAttempt(aReply()));
  });
const isKept = () => readReply(store.durable, call.hash) !== null;
const forget = () => course.aita('forget', '--yes', '--assignment', 'Final');

test('forgets what a paid call answered, and starts no engine where none has ever run', async () => {
  keepReply();
  const { exitCode, stdout, stderr } = await forget();
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /^1 stored replies of Final forgotten/);
  assert.deepEqual([isKept(), engine.engines()], [false, []]);
});

test('forgets nothing while a run is open that still needs it, not even when the engine is stopped', async () => {
  keepReply();
  const config = { ...engine.options, temporal: { variables: new Secret({}) } };
  const { client } = await openEngine(config);
  const begin = (pipeline: Pipeline, assignment: string) =>
    client.workflow.start(pipeline, {
      taskQueue: taskQueue(folder),
      workflowId: workflowId(pipeline, assignment, folder),
    });
  await begin(Pipeline.transcribe, 'Midterm');
  await begin(Pipeline.transcribe, 'Final');
  await client.connection.close();
  await stopEngine(engine.options);

  const refused = await forget();
  assert.equal(refused.exitCode, 2, refused.stderr);
  assert.match(refused.stderr, /A transcribe run of Final is open, and needs its stored replies\.$/m);
  assert.match(refused.stderr, /Finish it first.* end it: aita cancel --assignment Final$/m);
  assert.ok(isKept());

  const again = await openEngine(config);
  await again.client.workflow.getHandle(workflowId(Pipeline.transcribe, 'Final', folder)).terminate();
  await again.client.connection.close();
  const { exitCode, stderr } = await forget();
  assert.deepEqual([exitCode, isKept()], [0, false], stderr);
});
