import { answerKeyRequest, rubricRequest } from '../activities/generateRubric.prompt.ts';
import type { PlannedQuestion } from '../domain/plan.ts';
import { AnswerKey, faultOf, RubricReply } from '../domain/rubric.ts';
import { makeTask } from './makeTask.ts';
import type { Task } from './task.ts';

/** A question of an exam, as in `exam.json`. */
export interface ExamQuestion {
  /** Unique in the exam; it is the task's id. */
  id: string;
  text: string;
  points: number;
  /** e.g. `short_answer`; default `long_answer`. */
  kind?: string;
  /** The instructor's words on how it is to be answered. */
  instructions?: string;
}

export interface ExamTaskOptions {
  /** Name of the model; by default the executor's. */
  model?: string;
}

/**
 * One task a question: its answer key. The requests are those of `aita generate-rubric`, so that neither pays for what
 * the other has asked.
 */
export function createAnswerKeyTasks(
  questions: readonly ExamQuestion[],
  options: ExamTaskOptions = {},
): Task<AnswerKey>[] {
  return questions.map((question) => {
    const request = answerKeyRequest(nowhere, toPlanned(question));
    return examTask(question.id, request, { ...options, schema: AnswerKey }) as Task<AnswerKey>;
  });
}

/**
 * One task a question: the criteria of its rubric, made from its answer key. Criteria that do not add up to the
 * question's points fail the task.
 */
export function createRubricTasks(
  questions: readonly (ExamQuestion & { key: AnswerKey })[],
  options: ExamTaskOptions = {},
): Task<RubricReply>[] {
  return questions.map(({ key, ...question }) => {
    const request = rubricRequest(nowhere, toPlanned(question), key);
    const parseFn = (reply: RubricReply): RubricReply => addsUp(reply, question.points);
    return examTask(question.id, request, { ...options, schema: RubricReply, parseFn }) as Task<RubricReply>;
  });
}

type Request = ReturnType<typeof answerKeyRequest>;
type Reading = {
  model?: string;
  schema: typeof AnswerKey | typeof RubricReply;
  parseFn?: (value: never) => unknown;
};

/** Endpoint and model are the executor's to say. */
const nowhere = { endpoint: '', model: '' };

function examTask(taskId: string, request: Request, { model, schema, parseFn }: Reading): Task<unknown> {
  const [system, user] = request.messages.map(({ content }) => content.map(textOf).join(''));
  return makeTask(
    {
      taskId,
      schema,
      parseFn,
      system: system ?? '',
      schemaName: request.schema?.name ?? 'reply',
      maxOutputTokens: request.maxOutputTokens,
      ...(request.temperature === null ? {} : { temperature: request.temperature }),
      ...(model === undefined ? {} : { model }),
    },
    [{ text: user ?? '' }],
  );
}

const textOf = (part: { type: string; text?: string }): string => part.text ?? '';

function toPlanned({ kind = 'long_answer', instructions, ...question }: ExamQuestion): PlannedQuestion {
  return { ...question, kind, instructions: instructions ?? null, criteria: null };
}

function addsUp(reply: RubricReply, points: number): RubricReply {
  const fault = faultOf(reply.criteria, points);
  if (fault !== null) throw new Error(fault);
  return reply;
}
