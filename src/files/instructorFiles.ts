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
  /** Absolute paths of the files; `null`: there is none. */
  paths: Record<'criteria' | 'questionInstructions' | 'generalInstructions', string | null>;
}

const UserCriterion = z.strictObject({
  id: z.string().min(1).optional().describe('Stays when the text is edited; given by AITA when absent.'),
  description: z.string().min(1).describe('What must be seen in the answer, in one sentence.'),
  points: z.number().positive(),
  partly: z
    .strictObject({ points: z.number().positive(), when: z.string().min(1) })
    .nullable()
    .optional()
    .describe('What earns part of the points, and how many; null when there is nothing between.'),
  examples: z.array(z.string().min(1)).optional().describe('Goes into the description.'),
});
const UserRubric = z.strictObject({
  totalPoints: z.number().positive().optional(),
  criteria: z.array(UserCriterion).min(1),
});
const UserRubrics = z
  .record(z.string(), UserRubric)
  .describe("The instructor's own rubrics by question id: used as they stand, no model is asked.");
const QuestionInstructions = z
  .record(z.string(), z.string().trim().min(1))
  .describe('What the model is told for single questions, by question id, in place of instructions.md.');

/** JSON schema of `user-rubrics.json`. */
export const userRubricsJsonSchema = () => asFileOfQuestions(UserRubrics);

/** JSON schema of `question-instructions.json`. */
export const questionInstructionsJsonSchema = () => asFileOfQuestions(QuestionInstructions);

/** Both files list questions by id, and may name their schema beside them. */
function asFileOfQuestions(schema: z.ZodType): Record<string, unknown> {
  const { propertyNames: _, ...json } = z.toJSONSchema(schema, { target: 'draft-2020-12' });
  return { ...json, properties: { $schema: { type: 'string' } } };
}

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
    paths: {
      criteria: rubrics?.path ?? null,
      questionInstructions: instructions?.path ?? null,
      generalInstructions: generalPath,
    },
  };
}

async function readChecked<T>(
  dir: string,
  input: 'userRubrics' | 'questionInstructions',
  schema: z.ZodType<T>,
) {
  const path = findInput(dir, input);
  if (path === null) return null;
  const content = withoutSchema(await readJson(path));
  const read = schema.safeParse(content);
  if (!read.success) throw faultyFile(path, faultsOf(read.error, content));
  return { path, value: read.data };
}

/** Without the link to the schema; the original's `total_points` is read as `totalPoints`. */
function withoutSchema(content: unknown): unknown {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return content;
  const questions = Object.entries(content).filter(([id]) => id !== '$schema');
  return Object.fromEntries(questions.map(([id, rubric]) => [id, withOurName(rubric)]));
}

function withOurName(rubric: unknown): unknown {
  if (typeof rubric !== 'object' || rubric === null || !('total_points' in rubric)) return rubric;
  const { total_points: totalPoints, ...rest } = rubric;
  return { totalPoints, ...rest };
}

function ownCriteria(exam: Exam, id: string, rubric: z.infer<typeof UserRubric>): Criterion[] {
  const points = exam.questions.find((question) => question.id === id)?.points ?? 0;
  const whole = rubric.criteria.map(({ description, points: own, partly, examples = [] }) => ({
    description: examples.length === 0 ? description : `${description} (e.g. ${examples.join('; ')})`,
    points: own,
    partly: partly ?? null,
  }));
  const criteria = withIds(id, whole).map((criterion, index) => ({
    ...criterion,
    id: rubric.criteria[index]?.id ?? criterion.id,
  }));
  const fault = faultOf(whole, points) ?? faultOfTotal(rubric, points) ?? faultOfIds(criteria);
  if (fault === null) return criteria;
  throw new UserError(
    'rubric-points',
    `user-rubrics.json, question ${id}: ${fault}`,
    'Correct it there or in exam.json; nothing was spent.',
  );
}

function faultOfTotal({ totalPoints }: z.infer<typeof UserRubric>, points: number): string | null {
  if (totalPoints === undefined || Math.abs(totalPoints - points) < 0.01) return null;
  return `totalPoints is ${totalPoints}; the question has ${points}.`;
}

function faultOfIds(criteria: readonly Criterion[]): string | null {
  const twice = criteria.find(({ id }, index) => criteria.findIndex((other) => other.id === id) < index);
  return twice ? `Two criteria have the id "${twice.id}".` : null;
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
