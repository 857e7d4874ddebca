import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { layoutExam } from '../../src/offline/sampleLayout.ts';
import { inventStudents } from '../../src/offline/sampleStudents.ts';
import { sampleTruth } from '../../src/offline/sampleTruth.ts';
import { transcriptionErrors } from '../../src/offline/transcriptionErrors.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

test('compares what was read with the truth, and counts unread pages instead of calling them wrong', async () => {
  const dir = temporaryFolder();
  const truth = sampleTruth(inventStudents(3, 1), layoutExam(), 1);
  const truthFile = join(dir, 'truth.json');
  writeFileSync(truthFile, JSON.stringify(truth));
  const folder = join(dir, 'data', 'Midterm', 'transcriptions');
  mkdirSync(folder, { recursive: true });
  const [first, second] = truth.students;
  assert.ok(first && second);
  const page = (number: number, status: string, text: string | null) => ({
    page: number,
    image: `Midterm/pages/x/${number}.jpg`,
    status,
    text,
    confidence: text === null ? null : 1,
    notes: null,
    reason: null,
  });
  const madeBy = { model: 'offline', endpoint: 'offline', promptVersion: '1', at: '2026-01-01T00:00:00Z' };
  const write = (student: string, pages: object[]) =>
    writeFileSync(
      join(folder, `${student}.json`),
      JSON.stringify({ student, assignment: 'Midterm', madeBy, pages }),
    );
  const linesOf = (index: number) => first.pages[index]?.lines.map(({ text }) => text) ?? [];
  write(first.student, [page(1, 'done', linesOf(0).join('\n')), page(2, 'done', linesOf(1).join('\n'))]);
  write(second.student, [page(1, 'blank', null), page(2, 'failed', null)]);

  const result = await transcriptionErrors(join(dir, 'data'), 'Midterm', truthFile);
  assert.deepEqual(
    result.students.map((student) => student.errorRate),
    [0, 1, null],
  );
  assert.equal(result.pagesRead, 3);
  assert.equal(result.pagesUnread, 3);
  assert.ok(result.errorRate !== null && result.errorRate > 0 && result.errorRate < 1);
});
