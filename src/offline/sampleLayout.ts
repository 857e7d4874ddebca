import { samplePages, sampleQuestions } from './sampleQuestions.ts';
import type { SampleQuestion } from './sampleQuestions.ts';

/** A4. All lengths here are points (1/72 inch) from the top left corner. */
export const pageSize = { width: 595.28, height: 841.89 };
export const namePlace = { x: 330, y: 40, width: 217, height: 64 };
/** Baselines of the handwritten name and number, right of their printed labels. */
export const nameLines = { x: namePlace.x + 52, name: 63, number: 93 };
export const margin = 48;
export const linePitch = 26;

export interface PrintedText {
  text: string;
  x: number;
  /** Baseline. */
  y: number;
  size: number;
  bold: boolean;
}

export interface PageLayout {
  page: number;
  texts: PrintedText[];
  /** Baselines to write on, per question. */
  answers: { question: string; baselines: number[] }[];
}

/** Where everything printed on the exam's pages stands. */
export function layoutExam(): PageLayout[] {
  return Array.from({ length: samplePages }, (_, index) => layoutPage(index + 1));
}

function layoutPage(page: number): PageLayout {
  const layout: PageLayout = { page, texts: heading(page), answers: [] };
  let y = page === 1 ? 174 : 104;
  for (const question of sampleQuestions.filter((each) => each.page === page)) {
    y = layoutQuestion(layout, question, y);
  }
  layout.texts.push(plain(`Page ${page} of ${samplePages}`, pageSize.width / 2 - 26, 812, 9.5));
  return layout;
}

function heading(page: number): PrintedText[] {
  if (page > 1) return [plain('Foundations of Science, midterm exam', margin, 58, 10)];
  return [
    bold('Foundations of Science', margin, 64, 21),
    plain('Midterm exam, 14 October', margin, 86, 13),
    plain('20 points, 45 minutes', margin, 104, 11),
    plain('Answer all five questions on the lines below them. No calculators.', margin, 134, 11),
  ];
}

/** Adds the question and returns where the next one starts. */
function layoutQuestion(layout: PageLayout, question: SampleQuestion, top: number): number {
  const title = `${question.id.replace('Q', 'Question ')} (${question.points} points)`;
  layout.texts.push(bold(title, margin, top, 12));
  question.printed.forEach((line, index) => {
    layout.texts.push(plain(line, margin, top + 17 + 15.5 * index, 12));
  });
  const first = top + 17 + 15.5 * (question.printed.length - 1) + linePitch + 5;
  const baselines = Array.from({ length: question.answerLines }, (_, index) => first + linePitch * index);
  layout.answers.push({ question: question.id, baselines });
  return first + linePitch * (question.answerLines - 1) + 42;
}

const plain = (text: string, x: number, y: number, size: number): PrintedText => ({
  text,
  x,
  y,
  size,
  bold: false,
});

const bold = (text: string, x: number, y: number, size: number): PrintedText => ({
  ...plain(text, x, y, size),
  bold: true,
});
