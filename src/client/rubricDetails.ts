import { counted } from '../domain/counted.ts';
import { relative } from 'node:path';
import type { Exam, Question } from '../domain/exam.ts';
import type { InstructorFiles } from '../files/instructorFiles.ts';
import type { DryRunDetails } from './approve.ts';

type FileKind = keyof InstructorFiles['paths'];

/** What `generate-rubric --dry-run` lists: each question, and each file of the instructor with where it applies. */
export interface RubricDetails extends DryRunDetails {
  questions: {
    id: string;
    points: number;
    kind: string;
    /** Whose criteria its rubric has. */
    rubric: 'model' | 'instructor';
    /** What the model is told besides the question. */
    instructions: 'question' | 'general' | null;
  }[];
  /** `path` counts from the data folder. */
  files: { path: string; appliesTo: string[] }[];
}

export function rubricDetails(dataDir: string, exam: Exam, own: InstructorFiles): RubricDetails {
  const questions = exam.questions.map((question) => ofQuestion(question, own));
  const applies: Record<FileKind, (question: (typeof questions)[number]) => boolean> = {
    criteria: ({ rubric }) => rubric === 'instructor',
    questionInstructions: ({ instructions }) => instructions === 'question',
    generalInstructions: ({ instructions }) => instructions === 'general',
  };
  const files = Object.entries(own.paths).flatMap(([kind, path]) => {
    if (path === null) return [];
    const appliesTo = questions.filter(applies[kind as FileKind]).map(({ id }) => id);
    return [{ path: relative(dataDir, path), appliesTo }];
  });
  return { questions, files, lines: [...questions.map(questionLine), ...files.map(fileLine)] };
}

function ofQuestion(
  { id, points, kind }: Question,
  own: InstructorFiles,
): RubricDetails['questions'][number] {
  const general = own.generalInstructions === null ? null : 'general';
  return {
    id,
    points,
    kind,
    rubric: own.criteria.has(id) ? 'instructor' : 'model',
    instructions: own.questionInstructions.has(id) ? 'question' : general,
  };
}

const told = {
  question: ', with its own instruction',
  general: ', with the general instructions',
} as const;

function questionLine({
  id,
  points,
  kind,
  rubric,
  instructions,
}: RubricDetails['questions'][number]): string {
  const made = rubric === 'model' ? 'answer key and rubric' : "answer key; the instructor's rubric stands";
  const instruction = instructions === null ? '' : told[instructions];
  return `Question ${id}: ${counted(points, 'point')}, ${kind.replaceAll('_', ' ')}: ${made}${instruction}`;
}

const fileLine = ({ path, appliesTo }: RubricDetails['files'][number]): string =>
  `File ${path}: ${appliesTo.length === 0 ? 'applies to no question' : `applies to ${appliesTo.join(', ')}`}`;
