import { counted } from '../domain/counted.ts';
import { createHash } from 'node:crypto';
import { answerKeyRequest, rubricPromptVersion, rubricRequest } from '../activities/generateRubric.prompt.ts';
import type { PlannedQuestion, RubricPlan } from '../domain/plan.ts';
import { shellWord } from '../domain/shellWord.ts';
import { UserError } from '../domain/userError.ts';
import { readExam } from '../files/exam.ts';
import { readInstructorFiles } from '../files/instructorFiles.ts';
import type { PlanItem } from '../store/plans.ts';
import { commonPlan, type CommonOptions } from './commonPlan.ts';
import { estimateOf, isStored, type Counted, type Estimate, type PlannedCall } from './estimate.ts';
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
  const calls: PlannedCall[] = [];
  let stored = 0;
  for (const { item: question } of items) {
    const key = answerKeyRequest(plan, question);
    // Without its key a rubric's request is not known; with it, both were made by the same run.
    const isKnown = plan.reuse && isStored(session.store, key);
    if (isKnown) stored++;
    else calls.push({ request: key, imageTokens: 0 });
    if (!isKnown && !question.criteria)
      calls.push({ request: rubricRequest(plan, question, typicalKey), imageTokens: 0 });
  }
  const counted: Counted = {
    items: items.length,
    stored,
    blank: 0,
    unreadable: [],
    calls,
    step: 'writeRubric',
    model: plan.model,
  };
  return estimateOf(session, counted);
}

const noExam = (name: string): UserError =>
  new UserError(
    'no-exam',
    `${name} has no exam.json: a rubric needs the questions and their points.`,
    `Make one to fill in: aita init ${shellWord(name)}`,
  );
