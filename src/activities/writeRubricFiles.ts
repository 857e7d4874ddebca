import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keyItem, rubricItem, type PlannedQuestion, type RubricPlan } from '../domain/plan.ts';
import { withIds, type AnswerKeyFile, type RubricFile, type RubricReply } from '../domain/rubric.ts';
import { readReply as readWhole, type Reading } from '../llm/readReply.ts';
import { readOutcome } from '../store/outcomes.ts';
import { readPlanItems } from '../store/plans.ts';
import { readReply } from '../store/replies.ts';
import type { Desk, Run } from './desk.ts';
import { readAnswerKey, rubricReader } from './generateRubric.prompt.ts';
import { readPlanOf } from './plans.ts';
import { keepQuestionFile, type Kept } from './resultFile.ts';

export function rubricFiles(desk: Desk) {
  return {
    async listQuestions({
      plan,
      from,
      to,
    }: {
      plan: string;
      from: number;
      to: number;
    }): Promise<{ id: string; hasRubric: boolean }[]> {
      const questions = readPlanItems<PlannedQuestion>(desk.store.quick, plan, from, to);
      return questions.map(({ id, criteria }) => ({ id, hasRubric: criteria !== null }));
    },

    /** Writes `answer-key.json` and `rubric.json`, with a status per question; one of which this run has settled nothing stays that of an earlier run. */
    async writeRubricFiles({ run }: { run: Run }): Promise<Kept[]> {
      const plan = readPlanOf<RubricPlan>(desk, run.plan);
      const questions = readPlanItems<PlannedQuestion>(desk.store.quick, run.plan);
      const { assignment, model, endpoint, promptVersion, folder, force } = plan;
      const madeBy = { model, endpoint, promptVersion, at: new Date(run.startedAt).toISOString() };
      const keys: AnswerKeyFile = {
        assignment,
        madeBy,
        questions: questions.map((question) => toKey(desk, run, question)),
      };
      const rubrics: RubricFile = {
        assignment,
        madeBy,
        questions: questions.map((question) => toRubric(desk, run, question)),
      };
      const rules = { force, isOffline: endpoint === 'offline' };
      const keep = async (name: string, file: AnswerKeyFile | RubricFile): Promise<Kept> => {
        const path = join(folder, name);
        if (isUntouched(file) && existsSync(join(desk.dataDir, path))) return 'nothing';
        return keepQuestionFile(desk, path, file, rules);
      };
      return [await keep('answer-key.json', keys), await keep('rubric.json', rubrics)];
    },
  };
}

/** The instructor's own criteria are there before any call. */
function isUntouched({ questions }: AnswerKeyFile | RubricFile): boolean {
  const asked = questions.filter(
    (question) => !('madeFrom' in question && question.madeFrom === 'instructor'),
  );
  return asked.length > 0 && asked.every(({ status }) => status === 'pending');
}

function toKey(desk: Desk, run: Run, { id, points }: PlannedQuestion): AnswerKeyFile['questions'][number] {
  const { value, ...state } = result(desk, run, { item: keyItem(id), read: readAnswerKey });
  return { id, points, ...state, key: value };
}

function toRubric(
  desk: Desk,
  run: Run,
  { id, points, criteria }: PlannedQuestion,
): RubricFile['questions'][number] {
  if (criteria) return { id, points, status: 'done', reason: null, madeFrom: 'instructor', criteria };
  const { value, ...state } = result<RubricReply>(desk, run, {
    item: rubricItem(id),
    read: rubricReader(points),
  });
  return { id, points, ...state, madeFrom: 'model', criteria: value && withIds(id, value.criteria) };
}

interface Result<T> {
  status: 'done' | 'failed' | 'pending';
  reason: string | null;
  value: T | null;
}

function result<T>(
  desk: Desk,
  run: Run,
  { item, read }: { item: string; read: (text: string) => Reading<T> },
): Result<T> {
  const outcome = readOutcome(desk.store.quick, run.job, item);
  if (outcome?.run !== run.id) return { status: 'pending', reason: null, value: null };
  if (outcome.status === 'failed') return { status: 'failed', reason: outcome.reason, value: null };
  const stored = readReply(desk.store.durable, outcome.ref ?? '');
  const reading = stored ? readWhole(stored.reply, read) : null;
  if (reading?.ok) return { status: 'done', reason: null, value: reading.value };
  return { status: 'failed', reason: 'The stored reply is damaged; run the command again.', value: null };
}
