import { z } from 'zod';

export const QuestionKind = z.enum([
  'multiple_choice',
  'short_answer',
  'long_answer',
  'calculation',
  'diagram',
]);
export type QuestionKind = z.infer<typeof QuestionKind>;

export const Question = z.object({
  id: z.string().min(1),
  text: z.string().min(1),
  points: z.number().positive(),
  kind: QuestionKind,
  /** The page it is printed on, from 1; `null` when unknown. */
  page: z.number().int().positive().nullable(),
});
export type Question = z.infer<typeof Question>;

/** A rectangle in fractions of the page, origin at the top left. */
export const Box = z.object({
  x: z.number().min(0).max(1),
  y: z.number().min(0).max(1),
  width: z.number().gt(0).max(1),
  height: z.number().gt(0).max(1),
});
export type Box = z.infer<typeof Box>;

/** The file `exam.json`. */
export const Exam = z.object({
  name: z.string().min(1),
  questions: z.array(Question).min(1),
  /** Sum of the questions' points, to 0.01. */
  totalPoints: z.number().positive(),
  /** Where the name is written; masked on `pages` (default: page 1) before a page is sent. */
  nameBox: Box.extend({ pages: z.array(z.number().int().positive()).optional() }).optional(),
});
export type Exam = z.infer<typeof Exam>;
