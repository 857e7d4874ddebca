import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../src/domain/userError.ts';
import { loadStudents } from '../../src/files/students.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** Empty files are enough: listing does not open an image. */
async function assignmentWith(files: readonly string[]): Promise<string> {
  const dir = join(temporaryFolder(), 'Final');
  await mkdir(join(dir, 'pages'), { recursive: true });
  await add(dir, files);
  return dir;
}

async function add(dir: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(join(dir, file)), { recursive: true });
    await writeFile(join(dir, file), 'x');
  }
}

const idsOf = async (dir: string) =>
  Object.fromEntries((await loadStudents(dir)).map(({ id, folder }) => [id, folder]));

test('names students by number and lists pages in natural order, relative to the data folder', async () => {
  const dir = await assignmentWith(['pages/Smith, John/scan10.png', 'pages/Smith, John/scan2.JPG']);
  const [student] = await loadStudents(dir);
  assert.equal(student?.id, 'student-01');
  assert.equal(student.folder, 'Smith, John');
  assert.deepEqual(
    student.pages.map(({ page, path, bytes }) => [page, path, bytes]),
    [
      [1, 'Final/pages/Smith, John/scan2.JPG', 1],
      [2, 'Final/pages/Smith, John/scan10.png', 1],
    ],
  );
});

test('keeps ids when folders come and go, and never gives one twice', async () => {
  const dir = await assignmentWith([
    'pages/Bo/1.jpg',
    'pages/Cy/1.jpg',
    'pages/group 10/1.jpg',
    'pages/group 9/1.jpg',
  ]);
  const first = { 'student-01': 'Bo', 'student-02': 'Cy', 'student-03': 'group 9', 'student-04': 'group 10' };
  assert.deepEqual(await idsOf(dir), first);
  await rm(join(dir, 'pages/group 10'), { recursive: true });
  await add(dir, ['pages/Al/1.jpg']);
  const { 'student-04': gone, ...kept } = first;
  assert.deepEqual(await idsOf(dir), { ...kept, 'student-05': 'Al' });
  await add(dir, [`pages/${gone}/1.jpg`]);
  assert.deepEqual(await idsOf(dir), { ...first, 'student-05': 'Al' });
});

test('two processes that meet new folders together give one id to each', async () => {
  const dir = await assignmentWith(Array.from({ length: 30 }, (_, index) => `pages/s${index}/1.jpg`));
  const [a, b, c] = await Promise.all([idsOf(dir), idsOf(dir), idsOf(dir)]);
  assert.deepEqual(a, b);
  assert.deepEqual(a, c);
  assert.deepEqual((await readdir(dir)).sort(), ['pages', 'students.json']);
});

test('goes on after a process died while it held the lock', async () => {
  const dir = await assignmentWith(['pages/Al/1.jpg']);
  const lock = join(dir, 'students.json.lock');
  await writeFile(lock, '');
  const { utimes } = await import('node:fs/promises');
  await utimes(lock, 0, 0);
  assert.deepEqual(await idsOf(dir), { 'student-01': 'Al' });
});

test('keeps the map of names to its owner', async () => {
  const dir = await assignmentWith(['pages/Al/1.jpg']);
  await loadStudents(dir);
  assert.equal((await stat(join(dir, 'students.json'))).mode & 0o777, 0o600);
});

test('counts with three digits in a class of more than 99', async () => {
  const dir = await assignmentWith(Array.from({ length: 101 }, (_, index) => `pages/s${index}/1.jpg`));
  const students = await loadStudents(dir);
  assert.equal(students[0]?.id, 'student-001');
  assert.equal(students.at(-1)?.id, 'student-101');
});

test('keeps two digits for those who have them when the class grows past 99', async () => {
  const dir = await assignmentWith(['pages/a/1.jpg']);
  await loadStudents(dir);
  await add(
    dir,
    Array.from({ length: 100 }, (_, index) => `pages/b${index}/1.jpg`),
  );
  const ids = (await loadStudents(dir)).map(({ id }) => id);
  assert.deepEqual([ids[0], ids[1], ids.at(-1)], ['student-01', 'student-02', 'student-101']);
});

test('refuses a broken students.json and leaves it as it is', async () => {
  const dir = await assignmentWith(['pages/Al/1.jpg']);
  for (const [text, words] of [
    ['{"student-1": "Al"}', /students\.json: student-1: .*student-07/],
    ['{"student-01": "Al", "student-02": "Al"}', /student-02: the same folder as student-01/],
    ['{', /students\.json is not JSON/],
  ] as const) {
    await writeFile(join(dir, 'students.json'), text);
    await assert.rejects(loadStudents(dir), words);
    assert.equal(await readFile(join(dir, 'students.json'), 'utf8'), text);
  }
});

test('passes over hidden files and names the others it leaves out', async () => {
  const dir = await assignmentWith([
    'pages/Al/1.jpg',
    'pages/Al/.DS_Store',
    'pages/Al/Thumbs.db',
    'pages/Al/2.heic',
    'pages/Al/notes.docx',
    'pages/.hidden/1.jpg',
  ]);
  const [student, ...others] = await loadStudents(dir);
  assert.equal(others.length, 0);
  assert.equal(student?.pages.length, 1);
  assert.deepEqual(student.skipped, [
    { name: '2.heic', reason: 'HEIC is not read: save it as JPEG' },
    { name: 'notes.docx', reason: 'not an image (.docx)' },
  ]);
});

test('keeps a student whose folder is empty', async () => {
  const dir = await assignmentWith(['pages/Al/1.jpg']);
  await mkdir(join(dir, 'pages/Bo'));
  assert.deepEqual(
    (await loadStudents(dir)).map(({ pages }) => pages.length),
    [1, 0],
  );
});

test('a missing page does not shift those after it', async () => {
  const dir = await assignmentWith([
    'pages/Al/page-001.jpg',
    'pages/Al/page-003.jpg',
    'pages/Bo/page-002.jpg',
  ]);
  const students = await loadStudents(dir);
  assert.deepEqual(
    students.map(({ pages }) => pages.map(({ page }) => page)),
    [[1, 3], [1]],
  );
});

test('says where pages belong when there are none', async () => {
  const dir = await assignmentWith([]);
  await assert.rejects(loadStudents(dir), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /Final has no pages: expected images in .*pages\/<student>\//);
    assert.match(error.hint, /aita ingest --assignment Final/);
    return true;
  });
  await mkdir(join(dir, 'pages/Al'));
  await assert.rejects(loadStudents(dir), UserError);
  assert.deepEqual(await readdir(dir), ['pages']);
});

test('refuses images that lie in no student folder', async () => {
  const dir = await assignmentWith(['pages/Al/1.jpg', 'pages/2.jpg']);
  await assert.rejects(loadStudents(dir), /1 image\(s\) in .* lie in no student's folder: 2\.jpg/);
});

test('refuses two folders that differ in Unicode form only', async () => {
  const dir = await assignmentWith([
    `pages/${'Jürgen'.normalize('NFC')}/1.jpg`,
    `pages/${'Jürgen'.normalize('NFD')}/1.jpg`,
  ]);
  await assert.rejects(loadStudents(dir), /both called/);
});

test('reads the pages of an original project where they lie', async () => {
  const dataDir = temporaryFolder();
  await add(dataDir, [
    'grouped/Al Bo/page_001_IMG_9.jpg',
    'grouped/Al Bo/page_002_IMG_7.jpg',
    'grouped/processing_metadata.json',
  ]);
  const [student] = await loadStudents(join(dataDir, 'Final'));
  assert.deepEqual(
    student?.pages.map(({ path }) => path),
    ['grouped/Al Bo/page_001_IMG_9.jpg', 'grouped/Al Bo/page_002_IMG_7.jpg'],
  );
  assert.deepEqual(await readdir(join(dataDir, 'Final')), ['students.json']);
});

test('reads grouped/ inside an assignment', async () => {
  const dir = await assignmentWith(['grouped/Al/1.jpg']);
  assert.equal((await loadStudents(dir))[0]?.pages[0]?.path, 'Final/grouped/Al/1.jpg');
});
