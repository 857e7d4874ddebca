import { Failure } from '../domain/failures.ts';
import { keyItem, rubricItem, type PlannedQuestion, type RubricPlan } from '../domain/plan.ts';
import type { AnswerKey } from '../domain/rubric.ts';
import { readReply as readWhole, type Reading } from '../llm/readReply.ts';
import type { ModelRequest } from '../llm/request.ts';
import { readOutcome } from '../store/outcomes.ts';
import { readPlanItem } from '../store/plans.ts';
import { readReply } from '../store/replies.ts';
import { askModel } from './askModel.ts';
import type { Desk, Run } from './desk.ts';
import { finalFailure } from './failure.ts';
import { answerKeyRequest, readAnswerKey, rubricReader, rubricRequest } from './generateRubric.prompt.ts';
import { keepOutcome, type StepResult } from './keepOutcome.ts';
import { readPlanOf } from './plans.ts';

export interface QuestionInput {
  run: Run;
  question: string;
}

export function rubricSteps(desk: Desk) {
  return {
    async writeAnswerKey(input: QuestionInput): Promise<StepResult> {
      const { plan, question } = readQuestion(desk, input);
      const request = answerKeyRequest(plan, question);
      const step = { name: 'writeAnswerKey', item: keyItem(question.id) };
      return askFor(desk, input.run, plan, { step, request, read: readAnswerKey });
    },

    /** Runs after `writeAnswerKey`, whose reply it reads from the store. */
    async writeRubric(input: QuestionInput): Promise<StepResult> {
      const { plan, question } = readQuestion(desk, input);
      const request = rubricRequest(plan, question, readKey(desk, input));
      const step = { name: 'writeRubric', item: rubricItem(question.id) };
      return askFor(desk, input.run, plan, { step, request, read: rubricReader(question.points) });
    },
  };
}

interface Wanted {
  step: { name: string; item: string };
  request: ModelRequest;
  read: (text: string) => Reading<unknown>;
}

function askFor(
  desk: Desk,
  run: Run,
  plan: RubricPlan,
  { step, request, read }: Wanted,
): Promise<StepResult> {
  const { assignment, pipeline, reuse, maxRetries } = plan;
  const { item, name } = step;
  return keepOutcome(desk, { run, plan }, item, async () => {
    const answer = await askModel(desk, {
      request,
      read,
      run,
      step: name,
      item,
      assignment,
      pipeline,
      reuse,
      maxRetries,
    });
    return { status: 'done', ref: answer.ref, reuse: answer.reuse };
  });
}

function readQuestion(
  desk: Desk,
  { run, question }: QuestionInput,
): { plan: RubricPlan; question: PlannedQuestion } {
  const found = readPlanItem<PlannedQuestion>(desk.store.quick, run.plan, question);
  if (!found) throw finalFailure(Failure.notMine, `Question ${question} is not in the plan.`);
  return { plan: readPlanOf<RubricPlan>(desk, run.plan), question: found };
}

/** @throws ApplicationFailure, final, when the key is not there: the question failed. */
export function readKey(desk: Desk, { run, question }: QuestionInput): AnswerKey {
  const outcome = readOutcome(desk.store.quick, run.job, keyItem(question));
  const stored = outcome?.ref ? readReply(desk.store.durable, outcome.ref) : null;
  const reading = stored ? readWhole(stored.reply, readAnswerKey) : null;
  if (reading?.ok) return reading.value;
  throw finalFailure(Failure.replyUnusable, `The answer key of question ${question} is not in the store.`);
}
