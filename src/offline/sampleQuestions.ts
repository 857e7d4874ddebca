import type { QuestionKind } from '../domain/exam.ts';

export const sampleAssignment = 'Midterm';
export const samplePages = 2;

export interface SampleQuestion {
  id: string;
  points: number;
  kind: QuestionKind;
  page: number;
  /** As printed, line by line. */
  printed: string[];
  /** Ruled lines to write on. */
  answerLines: number;
}

export const sampleQuestions: SampleQuestion[] = [
  {
    id: 'Q1',
    points: 3,
    kind: 'calculation',
    page: 1,
    printed: ['Work out 15 x 12 - 36. Show each step.'],
    answerLines: 4,
  },
  {
    id: 'Q2',
    points: 3,
    kind: 'multiple_choice',
    page: 1,
    printed: [
      'Which gas do green plants take from the air to make sugar?',
      'A  oxygen      B  carbon dioxide      C  nitrogen      D  hydrogen',
      'Write the letter, and one sentence that gives the reason.',
    ],
    answerLines: 4,
  },
  {
    id: 'Q3',
    points: 4,
    kind: 'short_answer',
    page: 1,
    printed: [
      'You see a flash of lightning. Six seconds later you hear the thunder.',
      'Explain the delay, and estimate how far away the lightning was.',
    ],
    answerLines: 6,
  },
  {
    id: 'Q4',
    points: 4,
    kind: 'calculation',
    page: 2,
    printed: [
      'A bag holds 3 red and 5 blue marbles. Two marbles are drawn at random,',
      'one after the other, and the first is not put back.',
      'What is the probability that both are red?',
    ],
    answerLines: 8,
  },
  {
    id: 'Q5',
    points: 6,
    kind: 'long_answer',
    page: 2,
    printed: [
      'Describe how water moves through the water cycle. Name at least three stages,',
      'and say what drives each of them.',
    ],
    answerLines: 12,
  },
];
