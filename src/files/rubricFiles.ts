import { join } from 'node:path';
import { z } from 'zod';
import { AnswerKey, AnswerKeyFile, Criterion, RubricFile } from '../domain/rubric.ts';
import { MadeBy } from '../domain/transcription.ts';
import { faultsOf, faultyFile, readJson } from './readJson.ts';

const edited = {
  $schema: z.string().optional().describe('Where an editor finds this schema.'),
  madeBy: MadeBy.strict(),
};

// Both are meant to be edited: a misspelt field is named, not dropped.
const EditedAnswerKey = AnswerKeyFile.extend({
  ...edited,
  questions: z.array(
    AnswerKeyFile.shape.questions.element.extend({ key: AnswerKey.strict().nullable() }).strict(),
  ),
})
  .strict()
  .describe('The answer key of an exam, made by generate-rubric, to be edited.');
const partly = Criterion.shape.partly.unwrap().strict().nullable();
const EditedRubric = RubricFile.extend({
  ...edited,
  questions: z.array(
    RubricFile.shape.questions.element
      .extend({ criteria: z.array(Criterion.extend({ partly }).strict()).nullable() })
      .strict(),
  ),
})
  .strict()
  .describe('The rubric of an exam: per question the criteria a grader decides. They add up to its points.');

const toJsonSchema = (schema: z.ZodType): Record<string, unknown> =>
  z.toJSONSchema(schema, { target: 'draft-2020-12' });

/** JSON schema of `answer-key.json`. */
export const answerKeyJsonSchema = () => toJsonSchema(EditedAnswerKey);

/** JSON schema of `rubric.json`. */
export const rubricJsonSchema = () => toJsonSchema(EditedRubric);

export interface RubricFiles {
  /** `null` when the file is not there. */
  answerKey: AnswerKeyFile | null;
  rubric: RubricFile | null;
}

/**
 * Reads an assignment's `answer-key.json` and `rubric.json`, edited or not.
 *
 * @throws UserError naming the file and the field that does not fit.
 */
export async function readRubricFiles(assignmentDir: string): Promise<RubricFiles> {
  return {
    answerKey: await readFile(join(assignmentDir, 'answer-key.json'), EditedAnswerKey),
    rubric: await readFile(join(assignmentDir, 'rubric.json'), EditedRubric),
  };
}

async function readFile<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  const content = await readJson(path);
  if (content === null) return null;
  const read = schema.safeParse(content);
  if (!read.success) throw faultyFile(path, faultsOf(read.error, content));
  return read.data;
}
