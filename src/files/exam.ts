import { z } from 'zod';
import { Exam, Question } from '../domain/exam.ts';
import { findInput } from './layout.ts';
import { faultsOf, faultyFile, readJson, type Fault } from './readJson.ts';

/** The exam as a person may write it: no field beyond these, so that a misspelt `nameBox` is not a name sent out. */
export const ExamFile = Exam.extend({
  $schema: z.string().optional().describe('Where an editor finds this schema.'),
  questions: z.array(Question.strict()).min(1),
  nameBox: Exam.shape.nameBox.unwrap().strict().optional(),
})
  .strict()
  .describe('An exam: its questions and where students write their name. Points add up to totalPoints.');

/** JSON schema of `exam.json`, shipped as `schemas/exam.schema.json`. */
export const examJsonSchema = (): Record<string, unknown> =>
  z.toJSONSchema(ExamFile, { target: 'draft-2020-12' });

/** The original AITA's field names, and its fields that have no use here (`null`). */
const originalNames: Record<string, string | null> = {
  exam_name: 'name',
  total_points: 'totalPoints',
  total_pages: null,
  name_box: 'nameBox',
  question_id: 'id',
  question_text: 'text',
  question_type: 'kind',
  page_number: 'page',
  image_bounds: null,
};

/**
 * Reads an assignment's exam; `null` when it has none.
 *
 * @throws UserError naming file, field, what was expected and what is there.
 */
export async function readExam(assignmentDir: string): Promise<Exam | null> {
  const path = findInput(assignmentDir, 'exam');
  if (path === null) return null;
  const content = translate(await readJson(path));
  const parsed = ExamFile.safeParse(content);
  if (!parsed.success) throw faultyFile(path, faultsOf(parsed.error, content));
  const faults = faultsOfExam(parsed.data);
  if (faults.length > 0) throw faultyFile(path, faults);
  return Exam.parse(parsed.data);
}

/** The rules a schema cannot hold. */
export function faultsOfExam(exam: Exam): Fault[] {
  return [...repeatedIds(exam), ...wrongTotal(exam), ...boxOutside(exam)];
}

function repeatedIds({ questions }: Exam): Fault[] {
  return questions.flatMap(({ id }, index) => {
    const first = questions.findIndex((question) => question.id === id);
    if (first === index) return [];
    return [
      {
        at: `questions[${index}].id`,
        problem: `expected an id of its own, got "${id}" as in questions[${first}]`,
      },
    ];
  });
}

function wrongTotal({ questions, totalPoints }: Exam): Fault[] {
  const sum = questions.reduce((total, question) => total + question.points, 0);
  if (Math.abs(sum - totalPoints) <= 0.01 + 1e-9) return [];
  const added = Number(sum.toFixed(4));
  return [
    { at: 'totalPoints', problem: `expected ${added}, the sum of the questions' points, got ${totalPoints}` },
  ];
}

function boxOutside({ nameBox }: Exam): Fault[] {
  if (nameBox === undefined) return [];
  const faults: Fault[] = [];
  const { x, y, width, height } = nameBox;
  if (x + width > 1 + 1e-9) faults.push({ at: 'nameBox.width', problem: outside('x + width', x + width) });
  if (y + height > 1 + 1e-9)
    faults.push({ at: 'nameBox.height', problem: outside('y + height', y + height) });
  return faults;
}

const outside = (what: string, value: number): string =>
  `expected a box inside the page (${what} at most 1, in fractions of the page), got ${Number(value.toFixed(4))}`;

function translate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translate);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const name = Object.hasOwn(originalNames, key) ? originalNames[key] : key;
    // A field under both of its names keeps the second one, which the schema then refuses.
    if (name === null || name === undefined) return [];
    return [[Object.hasOwn(value, name) ? key : name, translate(item)] as const];
  });
  return Object.fromEntries(entries);
}
