import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinStudents } from '../../../src/client/reports/reportStudent.ts';
import { madeBy, readPage } from '../../support/reportSamples.ts';

const file = (page: number) => ({ page, path: `Final/pages/Bo/${page}.png`, bytes: 1, mtimeMs: 0 });
const transcription = (student: string, ...pages: number[]) => ({
  student,
  assignment: 'Final',
  madeBy,
  pages: pages.map((page) => readPage(page, 'text')),
});

test('lists a student no run has come to, all pages pending', () => {
  const [student] = joinStudents([], [{ id: 'student-02', folder: 'Bo', pages: [file(1), file(2)] }]);
  assert.equal(student?.madeBy, null);
  assert.deepEqual(
    student.pages.map(({ page, status, image }) => [page, status, image]),
    [
      [1, 'pending', 'Final/pages/Bo/1.png'],
      [2, 'pending', 'Final/pages/Bo/2.png'],
    ],
  );
});

test('adds a page that came after the run, in its place', () => {
  const [student] = joinStudents(
    [transcription('student-02', 1, 3)],
    [{ id: 'student-02', folder: 'Bo', pages: [file(1), file(2), file(3)] }],
  );
  assert.deepEqual(
    student?.pages.map(({ status }) => status),
    ['done', 'pending', 'done'],
  );
});

test('keeps a student whose folder is gone, in order', () => {
  const students = joinStudents(
    [transcription('student-10', 1), transcription('student-02', 1)],
    [{ id: 'student-03', folder: 'Bo', pages: [file(1)] }],
  );
  assert.deepEqual(
    students.map(({ student, folder }) => [student, folder]),
    [
      ['student-02', null],
      ['student-03', 'Bo'],
      ['student-10', null],
    ],
  );
});
