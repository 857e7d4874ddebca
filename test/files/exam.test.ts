import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../src/domain/userError.ts';
import { readExam } from '../../src/files/exam.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const question = { id: '1', text: 'Add 2 and 3.', points: 4, kind: 'calculation', page: 1 };
const exam = {
  name: 'Final',
  questions: [question, { ...question, id: '2', points: 6.5, page: null }],
  totalPoints: 10.5,
  nameBox: { x: 0.1, y: 0.02, width: 0.5, height: 0.1, pages: [1] },
};

async function assignmentWithExam(content: unknown, file = 'exam.json'): Promise<string> {
  const dir = join(temporaryFolder(), 'Final');
  await mkdir(dirname(join(dir, file)), { recursive: true });
  await writeFile(join(dir, file), typeof content === 'string' ? content : JSON.stringify(content));
  return dir;
}

test('reads an exam', async () => {
  assert.deepEqual(await readExam(await assignmentWithExam(exam)), exam);
});

test('an assignment without an exam has none', async () => {
  assert.equal(await readExam(temporaryFolder()), null);
});

test('reads a file with a byte-order mark and one in UTF-16', async () => {
  const text = JSON.stringify(exam);
  const dir = await assignmentWithExam(`\uFEFF${text}`);
  assert.deepEqual(await readExam(dir), exam);
  await writeFile(join(dir, 'exam.json'), Buffer.from(`\uFEFF${text}`, 'utf16le'));
  assert.deepEqual(await readExam(dir), exam);
});

test("reads the original's exam_spec.json with its field names", async () => {
  const spec = {
    exam_name: 'Midterm',
    total_pages: 2,
    total_points: 4,
    questions: [
      {
        question_id: '1a',
        question_text: 'Why?',
        points: 4,
        question_type: 'short_answer',
        page_number: 2,
        image_bounds: { x: 0, y: 0, width: 1, height: 1 },
      },
    ],
  };
  assert.deepEqual(await readExam(await assignmentWithExam(spec, 'results/exam_spec.json')), {
    name: 'Midterm',
    questions: [{ id: '1a', text: 'Why?', points: 4, kind: 'short_answer', page: 2 }],
    totalPoints: 4,
  });
});

test("reads an original project's exam for an assignment without pages of its own", async () => {
  const dir = await assignmentWithExam(exam, '../results/exam_spec.json');
  assert.equal(await readExam(dir), null);
  await mkdir(join(dir, '../grouped/Al'), { recursive: true });
  assert.deepEqual(await readExam(dir), exam);
});

const change = (changed: object) => ({ ...exam, ...changed });
const faults: [string, unknown, RegExp][] = [
  ['text that is not JSON', '{"name": ', /exam\.json is not JSON: .*/],
  ['a list', [], /exam\.json: the whole file: expected a value of type object, got \[\]/],
  [
    'a number as text',
    change({ totalPoints: '10.5' }),
    /totalPoints: expected a value of type number, got "10.5"/,
  ],
  ['a missing field', change({ name: undefined }), /name: expected a value of type string, got nothing/],
  [
    'negative points',
    change({ questions: [{ ...question, points: -4 }] }),
    /questions\[0\]\.points: expected a number of more than 0, got -4/,
  ],
  [
    'an unknown kind',
    change({ questions: [{ ...question, kind: 'essay' }] }),
    /questions\[0\]\.kind: expected one of multiple_choice, .*, got "essay"/,
  ],
  [
    'a page in halves',
    change({ questions: [{ ...question, page: 1.5 }] }),
    /questions\[0\]\.page: expected a whole number, got 1.5/,
  ],
  [
    'an id used twice',
    change({ questions: [question, question], totalPoints: 8 }),
    /questions\[1\]\.id: expected an id of its own, got "1" as in questions\[0\]/,
  ],
  [
    'points that do not add up',
    change({ totalPoints: 10 }),
    /totalPoints: expected 10.5, the sum .*, got 10/,
  ],
  ['no question', change({ questions: [] }), /questions: expected at least 1 item\(s\), got \[\]/],
  ['a misspelt field', change({ nameBx: exam.nameBox }), /unknown field "nameBx"/],
  [
    'a name box beside the page',
    change({ nameBox: { x: 0.6, y: 0, width: 0.5, height: 0.1 } }),
    /nameBox\.width: expected a box inside the page .* got 1.1/,
  ],
];
for (const [title, content, words] of faults) {
  test(`refuses ${title} and says where`, async () => {
    const dir = await assignmentWithExam(content);
    await assert.rejects(readExam(dir), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, words);
      assert.match(error.hint, /Correct .*exam\.json, then run the same command/);
      return true;
    });
  });
}

test('accepts points that add up to within 0.01', async () => {
  const thirds = Array.from({ length: 3 }, (_, index) => ({ ...question, id: String(index), points: 3.33 }));
  const dir = await assignmentWithExam(change({ questions: thirds, totalPoints: 10 }));
  assert.equal((await readExam(dir))?.totalPoints, 10);
});
