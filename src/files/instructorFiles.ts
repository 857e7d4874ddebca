import { z } from 'zod';
import type { Exam } from '../domain/exam.ts';
import { faultOf, withIds, type Criterion } from '../domain/rubric.ts';
import { UserError } from '../domain/userError.ts';
import { findInput } from './layout.ts';
import { faultsOf, faultyFile, readJson } from './readJson.ts';
import { readText } from './readText.ts';

/** What the instructor laid down for an exam's rubrics; precedence: own criteria, question's instruction, general instruction. */
export interface InstructorFiles {
  /** By question id. */
  criteria: Map<string, Criterion[]>;
  questionInstructions: Map<string, string>;
  generalInstructions: string | null;
  /** Paths of the files that were found. */
  found: string[];
}

const UserCriterion = z.object({
  id: z.string().min(1).optional(),
  description: z.string().min(1),
  points: z.number().positive(),
  partly: z
    .object({ points: z.number().positive(), when: z.string().min(1) })
    .nullable()
    .optional(),
});
const UserRubric = z.object({ criteria: z.array(UserCriterion).min(1) });
/** By question id; the original's `total_points` and `examples` are accepted and left out. */
const UserRubrics = z.record(z.string(), UserRubric);
const QuestionInstructions = z.record(z.string(), z.string().min(1));

/** @throws UserError for a file that is there and cannot be used: nothing is spent then. */
export async function readInstructorFiles(assignmentDir: string, exam: Exam): Promise<InstructorFiles> {
  const rubrics = await readChecked(assignmentDir, 'userRubrics', UserRubrics);
  const instructions = await readChecked(assignmentDir, 'questionInstructions', QuestionInstructions);
  const generalPath = findInput(assignmentDir, 'instructions');
  const general = generalPath === null ? null : await readText(generalPath);
  checkKnown(exam, [...Object.keys(rubrics?.value ?? {}), ...Object.keys(instructions?.value ?? {})]);
  return {
    criteria: new Map(
      Object.entries(rubrics?.value ?? {}).map(([id, rubric]) => [id, ownCriteria(exam, id, rubric)]),
    ),
    questionInstructions: new Map(Object.entries(instructions?.value ?? {})),
    generalInstructions: general?.trim() || null,
    found: [rubrics?.path, instructions?.path, generalPath].filter((path) => typeof path === 'string'),
  };
}

async function readChecked<T>(
  dir: string,
  input: 'userRubrics' | 'questionInstructions',
  schema: z.ZodType<T>,
) {
  const path = findInput(dir, input);
  if (path === null) return null;
  const content = await readJson(path);
  const read = schema.safeParse(content);
  if (!read.success) throw faultyFile(path, faultsOf(read.error, content));
  return { path, value: read.data };
}

function ownCriteria(exam: Exam, id: string, { criteria }: z.infer<typeof UserRubric>): Criterion[] {
  const points = exam.questions.find((question) => question.id === id)?.points ?? 0;
  const whole = criteria.map(({ description, points: own, partly }) => ({
    description,
    points: own,
    partly: partly ?? null,
  }));
  const fault = faultOf(whole, points);
  if (fault)
    throw new UserError(
      'rubric-points',
      `user-rubrics.json, question ${id}: ${fault}`,
      'Correct the points there or in exam.json; nothing was spent.',
    );
  return withIds(id, whole).map((criterion, index) => ({
    ...criterion,
    id: criteria[index]?.id ?? criterion.id,
  }));
}

function checkKnown(exam: Exam, ids: string[]): void {
  const known = exam.questions.map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined) return;
  throw new UserError(
    'unknown-question',
    `The instructor's files name question "${unknown}"; exam.json has ${known.join(', ')}.`,
    'Correct the id in user-rubrics.json or question-instructions.json.',
  );
}
