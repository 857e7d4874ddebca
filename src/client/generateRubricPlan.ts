import { counted } from '../domain/counted.ts';
import { createHash } from 'node:crypto';
import {
  answerKeyRequest,
  readAnswerKey,
  rubricPromptVersion,
  rubricReader,
  rubricRequest,
} from '../activities/generateRubric.prompt.ts';
import type { PlannedQuestion, RubricPlan } from '../domain/plan.ts';
import { shellWord } from '../domain/shellWord.ts';
import { UserError } from '../domain/userError.ts';
import { readExam } from '../files/exam.ts';
import type { Reading } from '../llm/readReply.ts';
import type { ModelRequest } from '../llm/request.ts';
import { readInstructorFiles } from '../files/instructorFiles.ts';
import { readRubricFiles } from '../files/rubricFiles.ts';
import type { PlanItem } from '../store/plans.ts';
import { commonPlan, type CommonOptions } from './commonPlan.ts';
import { estimateOf, storedAnswer, type Counted, type Estimate, type PlannedCall } from './estimate.ts';
import { rubricDetails, type RubricDetails } from './rubricDetails.ts';
import type { AssignmentPlace, Session } from './session.ts';
import type { PlannedRun } from '../executor/startRun.ts';

export interface PlannedRubrics extends PlannedRun {
  plan: RubricPlan;
  items: PlanItem<PlannedQuestion>[];
  /** What a dry run lists. */
  details: RubricDetails;
}

/** What a `generate-rubric` command is to do: the questions, each with what the instructor laid down for it. */
export async function planRubrics(place: AssignmentPlace, options: CommonOptions): Promise<PlannedRubrics> {
  const { assignment, folder } = place;
  const exam = await readExam(assignment.dir);
  if (!exam) throw noExam(assignment.name);
  const own = await readInstructorFiles(assignment.dir, exam);
  // An edit that cannot be read could not be kept; nothing is spent yet.
  if (!options.force) await readRubricFiles(assignment.dir);
  const plan: RubricPlan = {
    pipeline: 'generateRubric',
    ...commonPlan(place, options),
    promptVersion: rubricPromptVersion,
    exam: exam.name,
  };
  const items = exam.questions.map(({ id, text, points, kind }) => {
    const instructions = own.questionInstructions.get(id) ?? own.generalInstructions;
    const item = { id, text, points, kind, instructions, criteria: own.criteria.get(id) ?? null };
    return { name: id, partOf: 'exam', item };
  });
  const details = rubricDetails(folder.dir, exam, own);
  const files = details.files.map(({ path }) => path);
  return {
    pipeline: 'generateRubric',
    plan,
    items,
    details,
    digest: createHash('sha256')
      .update(JSON.stringify([plan, items]))
      .digest('hex'),
    total: items.length,
    // A key each, and a rubric where the instructor wrote none.
    steps: items.length + items.filter(({ item }) => item.criteria === null).length,
    summary: `Generate the rubric of ${assignment.name}: ${counted(items.length, 'question')}, ${counted(exam.totalPoints, 'point')}, ${plan.model}${files.length === 0 ? '' : `, with ${files.join(', ')}`}`,
  };
}

/** A typical key: the rubric's prompt holds it, and it is not written yet. */
const typicalKey = {
  answer: 'x'.repeat(200),
  steps: ['x'.repeat(300)],
  alternatives: [],
  gradingNotes: ['x'.repeat(200)],
};

export function estimateRubrics(session: Session, { plan, items }: PlannedRubrics): Estimate {
  const needed = items.map(({ item }) => callsOf(session, plan, item));
  const counted: Counted = {
    items: items.length,
    stored: needed.filter((calls) => calls.length === 0).length,
    blank: 0,
    unreadable: [],
    calls: needed.flat(),
    step: 'writeRubric',
    model: plan.model,
  };
  return estimateOf(session, counted);
}

/** Those that the store cannot answer: of a rubric it can only where its key is stored, which is in the request. */
function callsOf({ store }: Session, plan: RubricPlan, question: PlannedQuestion): PlannedCall[] {
  const stored = <T>(request: ModelRequest, read: (text: string) => Reading<T>) =>
    plan.reuse ? storedAnswer(store, request, read) : null;
  const keyRequest = answerKeyRequest(plan, question);
  const key = stored(keyRequest, readAnswerKey);
  const rubric = rubricRequest(plan, question, key?.value ?? typicalKey);
  const needsRubric = !question.criteria && !(key && stored(rubric, rubricReader(question.points)));
  return [...(key ? [] : [keyRequest]), ...(needsRubric ? [rubric] : [])].map((request) => ({
    request,
    imageTokens: 0,
  }));
}

const noExam = (name: string): UserError =>
  new UserError(
    'no-exam',
    `${name} has no exam.json: a rubric needs the questions and their points.`,
    `Make one to fill in: aita init ${shellWord(name)}`,
  );
