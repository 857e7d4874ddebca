import { z } from 'zod';
import { MadeBy } from './transcription.ts';

/** What the model must return for a question (`response_format` schema `answer_key`). */
export const AnswerKey = z.object({
  answer: z.string().min(1),
  steps: z.array(z.string()),
  alternatives: z.array(z.string()),
  gradingNotes: z.array(z.string()),
});
export type AnswerKey = z.infer<typeof AnswerKey>;

/** One decision of a grader: met (all points), partly met (`partly.points`), or not met (none). */
export const Criterion = z.object({
  /** Stays the same when the text is edited: grades refer to it. */
  id: z.string().min(1),
  description: z.string().min(1),
  points: z.number().positive(),
  partly: z.object({ points: z.number().positive(), when: z.string().min(1) }).nullable(),
});
export type Criterion = z.infer<typeof Criterion>;

/** What the model must return for a question (`response_format` schema `rubric`). Ids are given by us. */
export const RubricReply = z.object({ criteria: z.array(Criterion.omit({ id: true })).min(1) });
export type RubricReply = z.infer<typeof RubricReply>;

const kept = {
  id: z.string().min(1),
  points: z.number().positive(),
  status: z.enum(['done', 'failed', 'pending']),
  /** Why it failed, else `null`. */
  reason: z.string().nullable(),
};

/** The file `answer-key.json`; `key` is `null` unless the status is `done`. */
export const AnswerKeyFile = z.object({
  assignment: z.string(),
  madeBy: MadeBy,
  questions: z.array(z.object({ ...kept, key: AnswerKey.nullable() })),
});
export type AnswerKeyFile = z.infer<typeof AnswerKeyFile>;

/** The file `rubric.json`; `criteria` is `null` unless the status is `done`. */
export const RubricFile = z.object({
  assignment: z.string(),
  madeBy: MadeBy,
  questions: z.array(
    z.object({ ...kept, madeFrom: z.enum(['model', 'instructor']), criteria: z.array(Criterion).nullable() }),
  ),
});
export type RubricFile = z.infer<typeof RubricFile>;

/** Points are equal when they differ by less than a hundredth. */
const sameToHundredth = (a: number, b: number): boolean => Math.abs(a - b) < 0.01;

/** Why these criteria cannot grade a question of `points`, or `null`. */
export function faultOf(criteria: readonly Omit<Criterion, 'id'>[], points: number): string | null {
  const sum = criteria.reduce((total, criterion) => total + criterion.points, 0);
  if (!sameToHundredth(sum, points)) {
    return `The criteria add up to ${round(sum)} points; the question has ${round(points)}.`;
  }
  const partly = criteria.find(
    (criterion) => criterion.partly && criterion.partly.points >= criterion.points,
  );
  if (partly)
    return `A partly met criterion must earn less than its ${partly.points} points: "${partly.description}".`;
  return null;
}

/** Criteria with ids that say where they belong, e.g. `3-c2`. */
export const withIds = (question: string, criteria: readonly Omit<Criterion, 'id'>[]): Criterion[] =>
  criteria.map((criterion, index) => ({ id: `${question}-c${index + 1}`, ...criterion }));

const round = (points: number): number => Math.round(points * 100) / 100;
