import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../src/client/commands/transcribe.ts';
import { leftOutInBrief, leftOutLines } from '../../src/client/leftOut.ts';
import { findAssignment } from '../../src/client/session.ts';
import { planTranscription } from '../../src/client/transcribePlan.ts';
import { capturedIo } from '../support/capturedIo.ts';
import { drawPage } from '../support/drawPage.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** An exam of which some files cannot be read. */
async function halfReadable() {
  const cwd = temporaryFolder();
  const page = await drawPage({ strokes: 'M30 60h120M30 90h120' });
  const files = { 'Ann/page-1.jpg': page, 'Ann/page-2.heic': 'x', 'Bob/exam.pdf': 'x' };
  for (const [name, content] of Object.entries(files)) {
    const path = join(cwd, 'data/Final/pages', name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
  }
  const { io, out } = capturedIo(cwd);
  return { out, io: { ...io, env: { AITA_MODEL: 'gpt-5.4-mini' } } };
}

test('a dry run names the files and students that are left out', async () => {
  const { io, out } = await halfReadable();
  await run({ dryRun: true }, io);
  assert.match(
    out[0] ?? '',
    /^Transcribe Final: 1 student, 1 page, .* \(left out: 1 student without pages, 2 files\)$/,
  );
  assert.deepEqual(
    out.filter((line) => /^(Without|Left)/.test(line)),
    [
      'Without pages: Bob: its folder holds no image that can be read',
      'Left out: Ann/page-2.heic: HEIC is not read: save it as JPEG',
      'Left out: Bob/exam.pdf: a PDF is no page: put it into scans/ and run aita ingest',
    ],
  );
});

test('a dry run with --json lists all that is left out', async () => {
  const { io, out } = await halfReadable();
  await run({ dryRun: true, json: true }, io);
  const { estimate } = JSON.parse(out.join('\n')) as { estimate: { leftOut: unknown } };
  assert.deepEqual(estimate.leftOut, {
    studentsWithoutPages: ['Bob'],
    files: [
      { file: 'Ann/page-2.heic', reason: 'HEIC is not read: save it as JPEG' },
      { file: 'Bob/exam.pdf', reason: 'a PDF is no page: put it into scans/ and run aita ingest' },
    ],
  });
});

test('only students that were asked for count as left out', async () => {
  const { io } = await halfReadable();
  const { leftOut } = await planTranscription(await findAssignment({}, io), {
    student: ['Ann'],
    dryRun: true,
  });
  assert.deepEqual([leftOut.studentsWithoutPages, leftOut.files.length], [[], 1]);
});

test('a few are named, the others counted', () => {
  const folders = Array.from({ length: 12 }, (_, index) => `s${index}`);
  const lines = leftOutLines({ studentsWithoutPages: folders, files: [] });
  assert.deepEqual(
    [lines.length, lines.at(-1)],
    [6, '… and 7 more students without pages; --dry-run --json lists them'],
  );
  assert.equal(leftOutInBrief({ studentsWithoutPages: [], files: [] }), '');
});
