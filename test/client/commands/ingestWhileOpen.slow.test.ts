import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Pipeline, taskQueue, workflowId } from '../../../src/domain/identity.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { openEngine } from '../../../src/engine/connect.ts';
import { stopEngine } from '../../../src/engine/engine.ts';
import { Store, storeFile } from '../../../src/store/store.ts';
import { openCourse } from '../../support/course.ts';
import { engineFolder } from '../../support/engineFolder.ts';
import { pdfOf } from '../../support/scans.ts';
import { spawnFaultModel } from '../../support/spawnFaultModel.ts';

const engine = await engineFolder();
const model = await spawnFaultModel();
after(() => model.close());
const folder = '0123abcd';
const course = openCourse(
  model,
  { 'course.json': JSON.stringify({ id: folder }), 'Final/scans/Ann/exam.pdf': await pdfOf(2) },
  {
    env: {
      AITA_STATE_DIR: engine.files.stateDir,
      AITA_TEMPORAL_CLI: String(engine.options.temporalCli),
    },
  },
);
const exam = join(course.cwd, 'data/Final');
const page = join(exam, 'pages/Ann/page-001.jpg');
const ingest = (...more: string[]) => course.aita('ingest', '--assignment', 'Final', ...more);

test('replaces pages while no run is open, and starts no engine where none has ever run', async () => {
  assert.equal((await ingest('--dpi', '100')).exitCode, 0);
  new Store(storeFile(join(course.cwd, 'data'))).close();
  const { exitCode, stdout, stderr } = await ingest('--dpi', '72');
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /2 pages written, 0 there already/);
  assert.deepEqual(engine.engines(), []);
});

test('replaces no page while a transcribe run is open that reads it, not even when the engine is stopped', async () => {
  const config = { ...engine.options, temporal: { variables: new Secret({}) } };
  const { client } = await openEngine(config);
  const begin = (pipeline: Pipeline) =>
    client.workflow.start(pipeline, {
      taskQueue: taskQueue(folder),
      workflowId: workflowId(pipeline, 'Final', folder),
    });
  await begin(Pipeline.generateRubric);
  assert.equal((await ingest('--dpi', '100')).exitCode, 0);
  await begin(Pipeline.transcribe);
  await client.connection.close();
  await stopEngine(engine.options);

  const before = readFileSync(page);
  const refused = await ingest('--dpi', '72');
  assert.equal(refused.exitCode, 2, refused.stderr);
  assert.match(refused.stderr, /A transcribe run of Final is open, and reads pages that this would replace/);
  assert.match(refused.stderr, /Finish it first.* end it: aita cancel --assignment Final$/m);
  assert.deepEqual(readFileSync(page), before);

  const unchanged = await ingest('--dpi', '100');
  assert.match(unchanged.stdout, /0 pages written, 2 there already/, unchanged.stderr);
  writeFileSync(join(exam, 'scans/Bob.pdf'), await pdfOf(1));
  assert.match((await ingest('--dpi', '100')).stdout, /1 page written, 2 there already/);
  writeFileSync(join(exam, 'scans/Ann/exam.pdf'), await pdfOf(1));
  assert.equal((await ingest('--dpi', '100')).exitCode, 2);
  assert.deepEqual(readFileSync(page), before);

  const again = await openEngine(config);
  await again.client.workflow.getHandle(workflowId(Pipeline.transcribe, 'Final', folder)).terminate();
  await again.client.connection.close();
  const { exitCode, stderr } = await ingest('--dpi', '72');
  assert.equal(exitCode, 0, stderr);
});
