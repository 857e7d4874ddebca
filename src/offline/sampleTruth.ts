import type { TruthLine } from './errorRate.ts';
import { sampleAssignment, sampleQuestions } from './sampleQuestions.ts';
import type { PageLayout } from './sampleLayout.ts';
import type { SampleStudent } from './sampleStudents.ts';
import { readingOrder, writeAnswers } from './sampleWriting.ts';

/** What is really on the sample's pages. Lies outside the assignment: nothing that reads pages may see it. */
export interface SampleTruth {
  assignment: string;
  seed: number;
  students: TruthStudent[];
}

export interface TruthStudent {
  student: string;
  id: string;
  name: string;
  /** Font of the handwriting. */
  hand: string;
  /** e.g. `crosses out`. */
  trait: string | null;
  /** Everything on each page from top to bottom, without the name box. */
  pages: { page: number; lines: TruthLine[] }[];
  answers: TruthAnswer[];
  points: number;
}

export interface TruthAnswer {
  question: string;
  /** As written, `~~crossed out~~` included; empty when nothing was written. */
  text: string;
  correctness: 'right' | 'partly' | 'wrong' | 'blank';
  /** What a fair grader would give. */
  points: number;
}

export function sampleTruth(students: SampleStudent[], layouts: PageLayout[], seed: number): SampleTruth {
  return {
    assignment: sampleAssignment,
    seed,
    students: students.map((student) => truthOf(student, layouts)),
  };
}

function truthOf(student: SampleStudent, layouts: PageLayout[]): TruthStudent {
  const answers = sampleQuestions.map(({ id, points: full }) => {
    const { text, points } = student.answers[id] ?? { text: '', points: 0 };
    return { question: id, text, correctness: judge(text, points, full), points };
  });
  return {
    student: student.student,
    id: student.id,
    name: student.name,
    hand: student.hand.font,
    trait: student.trait,
    pages: layouts.map((layout) => ({
      page: layout.page,
      lines: readingOrder(layout, writeAnswers(student, layout)),
    })),
    answers,
    points: answers.reduce((sum, { points }) => sum + points, 0),
  };
}

function judge(text: string, points: number, full: number): TruthAnswer['correctness'] {
  if (text === '') return 'blank';
  if (points === full) return 'right';
  return points === 0 ? 'wrong' : 'partly';
}
