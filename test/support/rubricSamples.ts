import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnswerKey, AnswerKeyFile, Criterion, RubricFile } from '../../src/domain/rubric.ts';
import { madeBy } from './reportSamples.ts';

export const aKey: AnswerKey = {
  answer: '144',
  steps: ['180 - 36'],
  alternatives: ['a gross'],
  gradingNotes: ['the unit'],
};

export const aCriterion: Criterion = {
  id: '1-c1',
  description: 'The result is right',
  points: 4,
  partly: null,
};

/** Done, worth 4 points, as they lie in `answer-key.json` and `rubric.json`. */
export const keyOf = (id: string, key: AnswerKey = aKey): AnswerKeyFile['questions'][number] => ({
  id,
  points: 4,
  status: 'done',
  reason: null,
  key,
});

export const rubricOf = (
  id: string,
  criteria: Criterion[] = [aCriterion],
): RubricFile['questions'][number] => ({
  id,
  points: 4,
  status: 'done',
  reason: null,
  madeFrom: 'model',
  criteria,
});

export const failedRubric = (id: string, reason: string): RubricFile['questions'][number] => ({
  ...rubricOf(id),
  status: 'failed',
  reason,
  criteria: null,
});

export const failedKey = (id: string, reason: string): AnswerKeyFile['questions'][number] => ({
  ...keyOf(id),
  status: 'failed',
  reason,
  key: null,
});

export const answerKeyFile = (questions: AnswerKeyFile['questions']): AnswerKeyFile => ({
  assignment: 'Final',
  madeBy,
  questions,
});

export const rubricFile = (questions: RubricFile['questions']): RubricFile => ({
  assignment: 'Final',
  madeBy,
  questions,
});

/** Writes both into `Final`. */
export function writeRubricFiles(dataDir: string, answerKey: AnswerKeyFile, rubric: RubricFile): void {
  const dir = join(dataDir, 'Final');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'answer-key.json'), JSON.stringify(answerKey));
  writeFileSync(join(dir, 'rubric.json'), JSON.stringify(rubric));
}
