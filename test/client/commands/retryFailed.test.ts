import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Pipeline, workflowId } from '../../../src/domain/identity.ts';
import { noteRun, writeOutcome } from '../../../src/store/outcomes.ts';
import { writePlan } from '../../../src/store/plans.ts';
import { Store, storeFile } from '../../../src/store/store.ts';
import { openCourse } from '../../support/course.ts';
import { spawnFaultModel } from '../../support/spawnFaultModel.ts';

const model = await spawnFaultModel();
after(() => model.close());
const course = openCourse(model, { 'course.json': '{"id":"0123abcd"}', 'Final/exam.json': '{}' });
const store = new Store(storeFile(join(course.cwd, 'data')));
for (const pipeline of [Pipeline.transcribe, Pipeline.generateRubric]) {
  const job = workflowId(pipeline, 'Final', '0123abcd');
  const rest = { ref: null, reason: 'blurred', reused: false };
  writeOutcome(store.quick, job, { item: 'an item', run: pipeline, status: 'failed', ...rest });
  noteRun(store.quick, job, pipeline, 'plan');
}
const offline = { pipeline: 'transcribe', assignment: 'Final', endpoint: 'offline', model: 'offline' };
await writePlan(store.quick, 'plan', offline, []);
store.close();

test('asks which pipeline is meant when two have failed items', async () => {
  const run = await course.aita('retry-failed', '--assignment', 'Final');
  assert.equal(run.exitCode, 2, run.stderr);
  assert.match(run.stderr, /Two pipelines of Final have failed items: transcribe and generateRubric/);
  assert.match(run.stderr, /--pipeline transcribe/);
});

test('refuses a pipeline that there is not, and names those there are', async () => {
  const run = await course.aita('retry-failed', '--assignment', 'Final', '--pipeline', 'nonsense');
  assert.equal(run.exitCode, 2, run.stderr);
  assert.match(run.stderr, /'nonsense' is invalid\. Expected transcribe, generate-rubric/);
});

test('says so when nothing of the named pipeline has failed', async () => {
  const run = await course.aita('retry-failed', '--assignment', 'Final', '--pipeline', 'run-batch');
  assert.equal(run.exitCode, 2, run.stderr);
  assert.match(run.stderr, /Nothing of Final has failed/);
});

test('refuses to ask another model than the run did: nobody would work for it', async () => {
  const run = await course.aita('retry-failed', '--assignment', 'Final', '--pipeline', 'transcribe');
  assert.equal(run.exitCode, 2, run.stderr);
  assert.match(
    run.stderr,
    /The run calls offline at offline; the settings here name http.*\n +Add --offline\./,
  );
});
