import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../src/domain/userError.ts';
import { readExam } from '../../src/files/exam.ts';
import { readInstructorFiles } from '../../src/files/instructorFiles.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const question = { id: '1', text: 'Add.', points: 4, kind: 'calculation' as const, page: 1 };
const exam = { name: 'Final', questions: [question, { ...question, id: '2', points: 6 }], totalPoints: 10 };
const criteria = [
  { description: 'Right', points: 3 },
  { description: 'Shown', points: 1, partly: { points: 0.5, when: 'in part' } },
];

function write(dir: string, files: Record<string, unknown>): string {
  for (const [name, content] of Object.entries(files)) {
    const path = join(dir, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return dir;
}

const assignment = (files: Record<string, unknown>): string => write(join(temporaryFolder(), 'Final'), files);

test('reads own criteria as they stand, and gives them ids that stay', async () => {
  const dir = assignment({
    'user-rubrics.json': {
      $schema: './user-rubrics.schema.json',
      '1': { criteria: [{ ...criteria[0], id: 'mine' }, criteria[1]] },
    },
  });
  const own = await readInstructorFiles(dir, exam);
  assert.deepEqual(own.criteria.get('1'), [
    { id: 'mine', description: 'Right', points: 3, partly: null },
    { id: '1-c2', ...criteria[1] },
  ]);
  assert.equal(own.criteria.has('2'), false);
});

test('without files there is nothing to go by', async () => {
  const { criteria, questionInstructions, generalInstructions, paths } = await readInstructorFiles(
    assignment({ 'exam.json': exam }),
    exam,
  );
  assert.deepEqual([criteria.size, questionInstructions.size, generalInstructions], [0, 0, null]);
  assert.ok(Object.values(paths).every((path) => path === null));
});

test("reads the original's exam, rubrics and instructions where they lie in its project", async () => {
  const root = temporaryFolder();
  const data = write(join(root, 'data'), {
    'grouped/Al/1.jpg': 'x',
    'results/exam_spec.json': {
      exam_name: 'Midterm',
      total_pages: 1,
      total_points: 10,
      questions: exam.questions.map(({ id, text, points, kind, page }) => ({
        question_id: id,
        question_text: text,
        points,
        question_type: kind,
        page_number: page,
        image_bounds: null,
      })),
    },
  });
  write(join(root, 'intermediateproduct/rubrics'), {
    'user_rubrics.json': {
      '1': {
        total_points: 4,
        criteria: [{ points: 4, description: 'Applies the rule', examples: ['2x', '2x + 3'] }],
      },
    },
    'rubric_instructions.txt': 'Be strict.\n',
    'question_specific_instructions.json': { '2': 'Look at the units.' },
  });
  const dir = join(data, 'Midterm');
  const found = await readExam(dir);
  assert.ok(found);
  const own = await readInstructorFiles(dir, found);
  assert.equal(own.criteria.get('1')?.[0]?.description, 'Applies the rule (e.g. 2x; 2x + 3)');
  assert.equal(own.questionInstructions.get('2'), 'Look at the units.');
  assert.equal(own.generalInstructions, 'Be strict.');
});

test("reads the original's names in the assignment's own folder too", async () => {
  const own = await readInstructorFiles(
    assignment({
      'rubrics/user_rubrics.json': { '1': { criteria } },
      'question_specific_instructions.json': { '2': 'Units.' },
      'rubric_instructions.txt': 'Be strict.',
    }),
    exam,
  );
  assert.deepEqual([...own.criteria.keys()], ['1']);
  assert.deepEqual([...own.questionInstructions], [['2', 'Units.']]);
  assert.equal(own.generalInstructions, 'Be strict.');
});

const faults: [string, Record<string, unknown>, RegExp][] = [
  ['text that is not JSON', { 'user-rubrics.json': '{' }, /user-rubrics\.json is not JSON/],
  [
    'criteria that do not add up',
    { 'user-rubrics.json': { '2': { criteria } } },
    /question 2: .* add up to 4/,
  ],
  [
    "a total that is not the question's",
    { 'user-rubrics.json': { '1': { totalPoints: 5, criteria } } },
    /question 1: totalPoints is 5; the question has 4/,
  ],
  [
    'an id used twice',
    { 'user-rubrics.json': { '1': { criteria: criteria.map((one) => ({ ...one, id: 'a' })) } } },
    /Two criteria have the id "a"/,
  ],
  [
    'a misspelt field',
    { 'user-rubrics.json': { '1': { criteria: [{ description: 'Right', points: 4, partially: 1 }] } } },
    /1\.criteria\[0\]: unknown field "partially"/,
  ],
  ['a list', { 'user-rubrics.json': [] }, /expected a value of type record/],
  [
    'an empty instruction',
    { 'question-instructions.json': { '1': ' ' } },
    /1: expected at least 1 character/,
  ],
  [
    'a question that the exam does not have',
    { 'question-instructions.json': { '9': 'x' } },
    /name question "9"; exam\.json has 1, 2/,
  ],
];
for (const [title, files, words] of faults) {
  test(`refuses ${title} and says where`, async () => {
    await assert.rejects(readInstructorFiles(assignment(files), exam), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, words);
      return true;
    });
  });
}
