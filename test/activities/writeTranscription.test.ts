import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { transcriptionFiles } from '../../src/activities/writeTranscription.ts';
import { readPageFacts } from '../../src/files/pageFacts.ts';
import { PageFile } from '../../src/files/pageFile.ts';
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

test('a page names the bytes of its scan that were read, so that a later one is not taken for it', async () => {
  const { desk, runOf, settle, planned, pages } = await openTranscribeRun(['student-01']);
  const run = runOf('run-1');
  const page = { student: 'student-01', page: 1 };
  const { path } = planned(page);
  mkdirSync(dirname(join(desk.dataDir, path)), { recursive: true });
  const paper = { width: 60, height: 80, channels: 3, background: '#fff' } as const;
  await sharp({ create: paper }).png().toFile(join(desk.dataDir, path));
  const { digest } = await readPageFacts(
    desk.store.pageFacts,
    planned(page),
    new PageFile(desk.dataDir, planned(page)),
  );
  settle(run, page);
  await transcriptionFiles(desk).writeTranscriptions({ run });
  assert.deepEqual(
    pages('student-01').map(({ imageDigest }) => imageDigest),
    [digest, null],
  );
});

test('a file that is no JSON is written again with --force, by the stand-in too', async () => {
  const { desk, runOf, settle, fileOf, statuses } = await openTranscribeRun(['student-01']);
  const write = (id: string, plan: string) =>
    transcriptionFiles(desk).writeTranscription({ run: { ...runOf(id), plan }, student: 'student-01' });
  const page = { student: 'student-01', page: 1 };
  settle(runOf('run-1'), page);
  assert.equal(await write('run-1', 'plan'), 'written');
  writeFileSync(fileOf('student-01'), '{');
  assert.equal(await write('run-1', 'plan'), 'kept');
  assert.equal(readFileSync(fileOf('student-01'), 'utf8'), '{');
  assert.equal(await write('run-1', 'forced'), 'written');
  assert.deepEqual(statuses('student-01'), ['blank', 'pending']);
});

test("the stand-in never writes over what is left of a real model's file", async () => {
  const { desk, runOf, settle, fileOf } = await openTranscribeRun(['student-01']);
  const run = { ...runOf('run-1'), plan: 'forced' };
  settle(run, { student: 'student-01', page: 1 });
  mkdirSync(dirname(fileOf('student-01')));
  writeFileSync(fileOf('student-01'), '{ "madeBy": { "endpoint": "https://model.example/v1" },');
  const kept = await transcriptionFiles(desk).writeTranscription({ run, student: 'student-01' });
  assert.equal(kept, 'kept');
});
