import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readTranscriptions } from '../../src/files/transcriptions.ts';
import { madeBy, readPage } from '../support/reportSamples.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const valid = (student: string) => ({ student, assignment: 'Final', madeBy, pages: [readPage(1, 'text')] });

function assignmentWith(files: Record<string, unknown>): string {
  const dir = temporaryFolder();
  mkdirSync(join(dir, 'transcriptions'));
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(dir, 'transcriptions', name), JSON.stringify(content));
  return dir;
}

const refuses = (content: unknown, message: RegExp) =>
  assert.rejects(readTranscriptions(assignmentWith({ 'student-07.json': content })), {
    name: 'UserError',
    message,
  });

test('reads all students in order, and no other file', async () => {
  const dir = assignmentWith({
    'student-10.json': valid('student-10'),
    'student-02.json': valid('student-02'),
    'notes.json': 'mine',
  });
  const students = await readTranscriptions(dir);
  assert.deepEqual(
    students.map(({ student }) => student),
    ['student-02', 'student-10'],
  );
});

test('is empty before the first run', async () => {
  assert.deepEqual(await readTranscriptions(temporaryFolder()), []);
});

test('names the file and the field that does not fit', async () => {
  const wrong = { ...valid('student-07'), pages: [{ ...readPage(1, 'a'), confidence: 97 }] };
  await refuses(wrong, /^student-07\.json: pages\[0\]\.confidence: .*at most 1, got 97/);
});

test('refuses a file of another student, and a page that is there twice', async () => {
  await refuses(valid('student-08'), /student: expected "student-07"/);
  const twice = { ...valid('student-07'), pages: [readPage(1, 'a'), readPage(1, 'b')] };
  await refuses(twice, /pages\[1\]\.page: page 1 is there already/);
});

test('reads the pages of an assignment whose name begins like a drive', async () => {
  const dir = join(temporaryFolder(), 'B: Algebra');
  mkdirSync(join(dir, 'transcriptions'), { recursive: true });
  const image = 'B: Algebra/pages/Ann/1.jpg';
  const pages = [{ ...readPage(1, 'a'), image }];
  const path = join(dir, 'transcriptions', 'student-07.json');
  writeFileSync(path, JSON.stringify({ ...valid('student-07'), assignment: 'B: Algebra', pages }));
  assert.equal((await readTranscriptions(dir))[0]?.pages[0]?.image, image);
  for (const outside of ['C: Algebra/1.jpg', 'B: Algebra/../../1.jpg', 'B:\\1.jpg']) {
    const other = [{ ...readPage(1, 'a'), image: outside }];
    writeFileSync(path, JSON.stringify({ ...valid('student-07'), pages: other }));
    await assert.rejects(readTranscriptions(dir), /expected a path inside/);
  }
});

test('refuses an image outside the data folder: a report must not show it', async () => {
  for (const image of ['../private.png', '/etc/private.png', 'Final/../../x.png', 'C:\\x.png', ''])
    await refuses(
      { ...valid('student-07'), pages: [{ ...readPage(1, 'a'), image }] },
      /pages\[0\]\.image: expected a path inside/,
    );
});
