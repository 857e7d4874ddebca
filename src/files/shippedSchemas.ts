import { examJsonSchema } from './exam.ts';
import { questionInstructionsJsonSchema, userRubricsJsonSchema } from './instructorFiles.ts';
import { answerKeyJsonSchema, rubricJsonSchema } from './rubricFiles.ts';

/** JSON schema of each file that a person edits, by its name in `schemas/`. */
export const shippedSchemas: Record<string, () => Record<string, unknown>> = {
  'exam.schema.json': examJsonSchema,
  'answer-key.schema.json': answerKeyJsonSchema,
  'rubric.schema.json': rubricJsonSchema,
  'user-rubrics.schema.json': userRubricsJsonSchema,
  'question-instructions.schema.json': questionInstructionsJsonSchema,
};
