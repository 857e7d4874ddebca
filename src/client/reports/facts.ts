import type { Exam } from '../../domain/exam.ts';
import { counted } from '../../domain/counted.ts';

/** One line of what a report says about itself. */
export interface Fact {
  label: string;
  value: string;
}

/** What is known, in the order given. */
export const toFacts = (facts: Record<string, string | null>): Fact[] =>
  Object.entries(facts).flatMap(([label, value]) => (value === null ? [] : [{ label, value }]));

export const examFact = (exam: Exam | null): string | null =>
  exam && `${exam.name} (${counted(exam.totalPoints, 'point')})`;
