import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transcriptionFiles } from '../../src/activities/writeTranscription.ts';
import { openTranscribeRun } from '../support/transcribeRun.ts';

test('a run that ends early leaves a file for every student, with a status for each page', async () => {
  const { desk, runOf, settle, statuses } = await openTranscribeRun(['student-01', 'student-02']);
  const run = runOf('run-1');
  settle(run, { student: 'student-01', page: 2 });
  await transcriptionFiles(desk).writeTranscriptions({ run });
  assert.deepEqual(statuses('student-01'), ['pending', 'blank']);
  assert.deepEqual(statuses('student-02'), ['pending', 'pending']);
});

test('what an earlier run found stays where a later one came to no page of the student', async () => {
  const { desk, runOf, settle, statuses } = await openTranscribeRun(['student-01']);
  const steps = transcriptionFiles(desk);
  for (const page of [1, 2]) settle(runOf('run-1'), { student: 'student-01', page });
  await steps.writeTranscriptions({ run: runOf('run-1') });
  desk.store.quick.run('delete from outcomes');
  await steps.writeTranscriptions({ run: runOf('run-2') });
  assert.deepEqual(statuses('student-01'), ['blank', 'blank']);
});
