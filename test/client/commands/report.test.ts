import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { run } from '../../../src/client/commands/report.ts';
import { ExitCode } from '../../../src/domain/userError.ts';
import { capturedIo } from '../../support/capturedIo.ts';
import { writeReportFolder } from '../../support/reportFolder.ts';
import { otherPage, readPage } from '../../support/reportSamples.ts';
import { answerKeyFile, keyOf, rubricFile, rubricOf, writeRubricFiles } from '../../support/rubricSamples.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

async function course(): Promise<string> {
  const cwd = temporaryFolder();
  await writeReportFolder(join(cwd, 'data'), {
    'Ada Lovelace': { files: 2, pages: [readPage(1, 'first'), otherPage(2, 'blank')] },
    'Bo Ek': { files: 1, pages: [otherPage(1, 'failed', 'RequestRejected')] },
    'Cy Young': { files: 3 },
  });
  return cwd;
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

const reportOf = (cwd: string, name: string) =>
  readFileSync(join(cwd, 'data/Final/reports', `${name}.html`), 'utf8');

test('writes a page per student and an index, for nobody else to read, and prints their paths', async () => {
  const cwd = await course();
  const { io, out, err } = capturedIo(cwd);
  assert.equal(await run({ assignment: 'Final' }, io), ExitCode.done);
  const names = ['student-01', 'student-02', 'index'];
  assert.deepEqual(
    out,
    names.map((name) => `data/Final/reports/${name}.html`),
  );
  assert.deepEqual(err, ['1 page failed to be read; index.html names each with its reason.']);
  assert.match(reportOf(cwd, 'student-01'), /Ada Lovelace[^]*data:image\/jpeg;base64,[^]*first/);
  assert.match(reportOf(cwd, 'index'), /student-02 page 1[^]*RequestRejected[^]*Cy Young/);
  assert.equal(statSync(join(cwd, 'data/Final/reports/index.html')).mode & 0o077, 0);
});

test('writes one student again, by id or folder, and links only to reports that are there', async () => {
  const cwd = await course();
  const { io, out } = capturedIo(cwd);
  await run({ student: ['Bo Ek'], json: true }, io);
  const { status, outputs } = JSON.parse(out.join('\n')) as { status: string; outputs: string[] };
  assert.equal(status, 'done');
  const dir = join(cwd, 'data/Final/reports');
  assert.deepEqual(outputs, [join(dir, 'student-02.html'), join(dir, 'index.html')]);
  assert.match(reportOf(cwd, 'index'), /href="student-02.html"/);
  assert.doesNotMatch(reportOf(cwd, 'index') + reportOf(cwd, 'student-02'), /href="student-01.html"/);
});

test('names a scan that is gone, writes the rest, and ends as partly done', async () => {
  const cwd = await course();
  rmSync(join(cwd, 'data/Final/pages/Ada Lovelace/1.png'));
  const { io, err } = capturedIo(cwd);
  assert.equal(await run({}, io), ExitCode.partial);
  assert.deepEqual(err, [
    'student-01 page 1: The scan Final/pages/Ada Lovelace/1.png cannot be shown: the file is gone.',
    '1 page failed to be read; index.html names each with its reason.',
  ]);
  assert.match(reportOf(cwd, 'student-01'), /first/);
});

test('refuses when there is nothing yet, and says how to get it', async () => {
  const cwd = temporaryFolder();
  await writeReportFolder(join(cwd, 'data'), { 'Ada Lovelace': { files: 1 } });
  const refused = { code: 'no-transcriptions', hint: /aita transcribe --assignment Final/ };
  await assert.rejects(run({}, capturedIo(cwd).io), refused);
  const fresh = temporaryFolder();
  mkdirSync(join(fresh, 'data/Final/pages'), { recursive: true });
  await assert.rejects(run({ student: ['student-01'] }, capturedIo(fresh).io), refused);
  const withOthers = await course();
  await assert.rejects(run({ student: ['student-03'] }, capturedIo(withOthers).io), refused);
  await assert.rejects(run({ student: ['Dee'] }, capturedIo(withOthers).io), { code: 'no-such-student' });
});

test('writes nothing when a transcription does not fit', async () => {
  const cwd = await course();
  writeFileSync(join(cwd, 'data/Final/transcriptions/student-02.json'), '{"student": 2}');
  await assert.rejects(run({}, capturedIo(cwd).io), { message: /^student-02\.json: student: expected/ });
  assert.throws(() => reportOf(cwd, 'index'), { code: 'ENOENT' });
});

test('writes the rubric too, alone when nothing was read yet, and links it from the index', async () => {
  const cwd = await course();
  writeRubricFiles(join(cwd, 'data'), answerKeyFile([keyOf('1')]), rubricFile([rubricOf('1')]));
  const { io, out } = capturedIo(cwd);
  assert.equal(await run({}, io), ExitCode.done);
  assert.deepEqual(out.slice(-2), ['data/Final/reports/rubric.html', 'data/Final/reports/index.html']);
  assert.match(reportOf(cwd, 'index'), /href="rubric.html"/);
  assert.match(reportOf(cwd, 'rubric'), /href="index.html"/);
  assert.equal(statSync(join(cwd, 'data/Final/reports/rubric.html')).mode & 0o077, 0);
  rmSync(join(cwd, 'data/Final/transcriptions'), { recursive: true });
  rmSync(join(cwd, 'data/Final/reports'), { recursive: true });
  const alone = capturedIo(cwd);
  assert.equal(await run({}, alone.io), ExitCode.done);
  assert.deepEqual(alone.out, ['data/Final/reports/rubric.html']);
  assert.doesNotMatch(reportOf(cwd, 'rubric'), /index.html/);
});

test('names the file and the field of a rubric that an edit broke', async () => {
  const cwd = await course();
  const rubric = { ...rubricFile([rubricOf('1')]), criterias: [] };
  writeRubricFiles(join(cwd, 'data'), answerKeyFile([keyOf('1')]), rubric);
  await assert.rejects(run({}, capturedIo(cwd).io), {
    message: /^rubric\.json: .*unknown field "criterias"/,
  });
});

test('keeps the text of a scan that was changed after it was read apart from the new scan', async () => {
  const cwd = temporaryFolder();
  const dataDir = join(cwd, 'data');
  const pages = [readPage(1, 'first of Ada'), readPage(2, 'second of Ada')];
  await writeReportFolder(dataDir, { 'Ada Lovelace': { files: 2, pages }, 'Bo Ek': { files: 1 } });
  const folder = join(dataDir, 'Final/pages/Ada Lovelace');
  const digestOf = (page: number) => sha256(readFileSync(join(folder, `${page}.png`)));
  const digests = pages.map((page) => ({ ...page, imageDigest: digestOf(page.page) }));
  await writeReportFolder(dataDir, { 'Ada Lovelace': { files: 2, pages: digests }, 'Bo Ek': { files: 1 } });
  assert.equal(await run({}, capturedIo(cwd).io), ExitCode.done);
  const another = { width: 300, height: 400, channels: 3, background: '#fff' } as const;
  await sharp({ create: another }).png().toFile(join(folder, '2.png'));

  const { io, err } = capturedIo(cwd);
  assert.equal(await run({}, io), ExitCode.partial);
  const image = 'Final/pages/Ada Lovelace/2.png';
  assert.deepEqual(err, [
    `student-01 page 2: The scan ${image} was changed after it was read, so its text is not shown.`,
    'Next: aita transcribe --assignment Final',
  ]);
  assert.match(reportOf(cwd, 'student-01'), /first of Ada[^]*not read[^]*was changed after it was read/);
  assert.doesNotMatch(reportOf(cwd, 'student-01'), /second of Ada/);
  assert.match(reportOf(cwd, 'index'), /Failed pages[^]*student-01 page 2[^]*was changed after it was read/);

  const asJson = capturedIo(cwd);
  assert.equal(await run({ json: true }, asJson.io), ExitCode.partial);
  const { status, failures } = JSON.parse(asJson.out.join('\n')) as { status: string; failures: unknown[] };
  assert.deepEqual([status, failures.length], ['partial', 1]);
});
