import { html } from 'hono/html';
import type { Exam } from '../../domain/exam.ts';
import type { AnswerKeyFile, RubricFile } from '../../domain/rubric.ts';
import type { MadeBy } from '../../domain/transcription.ts';
import type { RubricFiles } from '../../files/rubricFiles.ts';
import { cards, type Card } from './cards.ts';
import { examFact, toFacts, type Fact } from './facts.ts';
import { minutes, page } from './layout.ts';
import { isOffline, offlineBanner } from './offlineBanner.ts';
import { questionSection, questionStyles } from './question.ts';

export interface RubricReport {
  assignment: string;
  exam: Exam | null;
  files: RubricFiles;
  /** Whether the index of the class is there to link to. */
  hasIndex: boolean;
  /** ISO 8601. */
  generatedAt: string;
}

/** A question as the page shows it: what the two files and the exam say of it. */
export interface ReportQuestion {
  id: string;
  points: number;
  /** `null` when the exam does not have it. */
  text: string | null;
  key: AnswerKeyFile['questions'][number] | null;
  rubric: RubricFile['questions'][number] | null;
}

/** The answer key and the rubric of an exam, to read and to print, as one HTML file. */
export function rubricReport({
  assignment,
  exam,
  files,
  hasIndex,
  generatedAt,
}: RubricReport): Promise<string> {
  const questions = joinQuestions(files, exam);
  const makers = [files.answerKey?.madeBy ?? null, files.rubric?.madeBy ?? null];
  return page({
    trail: ['Rubric'],
    heading: assignment,
    facts: facts(makers, exam),
    ...(hasIndex ? { nav: html`<a href="index.html">All students</a>` } : {}),
    styles: questionStyles,
    keep: 'It tells the answers: keep it from students until the exam is over.',
    generatedAt,
    body: html`
      ${makers.some(isOffline) && offlineBanner('these questions')} ${cards(rubricCards(questions))}
      ${questions.map(questionSection)}
    `,
  });
}

/** Every question of the exam and of both files, in the exam's order. */
function joinQuestions({ answerKey, rubric }: RubricFiles, exam: Exam | null): ReportQuestion[] {
  const listed = [...(exam?.questions ?? []), ...(rubric?.questions ?? []), ...(answerKey?.questions ?? [])];
  const ids = [...new Set(listed.map(({ id }) => id))];
  return ids.map((id) => ({
    id,
    points: listed.find((question) => question.id === id)?.points ?? 0,
    text: exam?.questions.find((question) => question.id === id)?.text ?? null,
    key: answerKey?.questions.find((question) => question.id === id) ?? null,
    rubric: rubric?.questions.find((question) => question.id === id) ?? null,
  }));
}

function facts([answerKey, rubric]: (MadeBy | null)[], exam: Exam | null): Fact[] {
  const made = rubric ?? answerKey;
  return toFacts({
    Exam: examFact(exam),
    Model: made?.model ?? null,
    Endpoint: made?.endpoint ?? null,
    Prompt: made?.promptVersion ?? null,
    'Made on': made ? minutes(made.at) : null,
    // Of another run: one of the two files was edited and kept.
    'Answer key':
      answerKey && rubric && answerKey.at !== rubric.at
        ? `${answerKey.model}, ${minutes(answerKey.at)}`
        : null,
  });
}

function rubricCards(questions: readonly ReportQuestion[]): Card[] {
  const criteria = questions.flatMap(({ rubric }) => rubric?.criteria ?? []);
  const having = (status: string) =>
    questions.filter(({ key, rubric }) => [key?.status, rubric?.status].includes(status as never)).length;
  const [failed, pending] = [having('failed'), having('pending')];
  const own = questions.filter(({ rubric }) => rubric?.madeFrom === 'instructor').length;
  const pendingCard: Card = { label: 'Not made yet', value: pending, tone: 'fair' };
  return [
    { label: 'Questions', value: questions.length },
    { label: 'Points', value: round(questions.reduce((sum, { points }) => sum + points, 0)) },
    { label: 'Criteria', value: criteria.length },
    { label: "By the instructor's rubric", value: own },
    { label: 'Failed', value: failed, tone: failed > 0 ? 'bad' : 'plain' },
    ...(pending > 0 ? [pendingCard] : []),
  ];
}

const round = (points: number): number => Math.round(points * 100) / 100;
