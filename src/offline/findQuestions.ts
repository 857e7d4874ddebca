import type { QuestionKind } from '../domain/exam.ts';
import { explainArithmetic } from './arithmetic.ts';

export interface FoundQuestion {
  id: string;
  text: string;
  points: number;
  kind: QuestionKind;
  page: number | null;
}

const heading = /^(?:question\s+)?(\d+)[.):]?\s*(.*?)\s*\((\d+(?:\.\d+)?)\s*(?:points?|pts?)\)\s*(.*)$/i;

/** Splits a page's text at headings such as `Question 3 (4 points)` or `3. Why … (4 points)`. */
export function findQuestions(text: string, page: number | null): FoundQuestion[] {
  const found: (FoundQuestion & { lines: string[] })[] = [];
  for (const line of text.split('\n')) {
    const [, number, before = '', points, after = ''] = heading.exec(line.trim()) ?? [];
    if (number !== undefined) {
      const lines = [before, after].filter((part) => part !== '');
      found.push({ id: `Q${number}`, text: '', points: Number(points), kind: 'short_answer', page, lines });
    } else if (!/^page \d+/i.test(line)) {
      found.at(-1)?.lines.push(line.trim());
    }
  }
  return found.map(({ lines, ...question }) => {
    const words = lines.join('\n').trim() || question.id;
    return { ...question, text: words, kind: guessKind(words, question.points) };
  });
}

function guessKind(text: string, points: number): QuestionKind {
  if (/\bA[.)]? .+\bB[.)]? .+\bC[.)]? /.test(text)) return 'multiple_choice';
  if (explainArithmetic(text) || /calculate|compute|work out|probability/i.test(text)) return 'calculation';
  return points > 4 ? 'long_answer' : 'short_answer';
}
