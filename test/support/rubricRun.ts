import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Desk, Run } from '../../src/activities/desk.ts';
import { rubricFiles } from '../../src/activities/writeRubricFiles.ts';
import { keyItem, rubricItem, type PlannedQuestion, type RubricPlan } from '../../src/domain/plan.ts';
import type { AnswerKeyFile, RubricFile } from '../../src/domain/rubric.ts';
import { writePlan } from '../../src/store/plans.ts';
import { Store, storeFile } from '../../src/store/store.ts';
import { aCall, aReply, usedAttempt } from './calls.ts';
import { aKey } from './rubricSamples.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { aPlan } from './aPlan.ts';

const plan: RubricPlan = {
  ...aPlan,
  pipeline: 'generateRubric',
  promptVersion: 'rubric-1',
  exam: 'Final',
};

/** A run of questions of 4 points each, in a data folder of its own, as the file steps see it. */
export async function openRubricRun(ids: string[], given: Partial<RubricPlan & PlannedQuestion> = {}) {
  const dataDir = temporaryFolder();
  mkdirSync(join(dataDir, 'Final'));
  const store = new Store(storeFile(dataDir));
  after(() => store.close());
  const { criteria = null, ...options } = given;
  const items = ids.map((id) => {
    const item = { id, text: 'Add.', points: 4, kind: 'calculation', instructions: null, criteria };
    return { name: id, partOf: 'exam', item };
  });
  await writePlan(store.quick, 'plan', { ...plan, ...options }, items);
  const desk: Desk = { dataDir, folder: 'folder', store, model: null };
  const runOf = (id: string): Run => ({ id, job: 'generateRubric:Final:folder', startedAt: 0, plan: 'plan' });
  const pathOf = (name: string) => join(dataDir, 'Final', name);
  const outcome = { ref: null, reason: null, reused: false };
  const keepDone = async (run: Run, item: string, value: unknown) => {
    const reply = aReply({ text: JSON.stringify(value) });
    await store.keepReply(aCall({ hash: item, run: run.id }), reply, usedAttempt(reply));
    store.keepOutcome(run.job, { ...outcome, item, run: run.id, status: 'done', ref: item });
  };
  return {
    store,
    /** Makes a question's key and rubric. */
    settle: async (run: Run, id: string): Promise<void> => {
      await keepDone(run, keyItem(id), aKey);
      await keepDone(run, rubricItem(id), { criteria: [{ description: 'Right', points: 4, partly: null }] });
    },
    fail: (run: Run, id: string): Promise<void> => {
      for (const item of [keyItem(id), rubricItem(id)])
        store.keepOutcome(run.job, { ...outcome, item, run: run.id, status: 'failed', reason: '400 no' });
      return Promise.resolve();
    },
    runOf,
    write: (run: Run) => rubricFiles(desk).writeRubricFiles({ run }),
    pathOf,
    keys: () => (JSON.parse(readFileSync(pathOf('answer-key.json'), 'utf8')) as AnswerKeyFile).questions,
    rubrics: () => (JSON.parse(readFileSync(pathOf('rubric.json'), 'utf8')) as RubricFile).questions,
    /** Writes a file as a person's editor does. */
    edit: (name: string, change: (text: string) => string): void => {
      writeFileSync(pathOf(name), change(readFileSync(pathOf(name), 'utf8')));
    },
  };
}
