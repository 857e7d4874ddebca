import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AnswerKeyFile, RubricFile } from '../../src/domain/rubric.ts';
import { openScene } from '../support/scene.ts';

const scene = await openScene({
  students: 1,
  pages: 1,
  latency: 50,
  keyPattern: 'Question (\\d+) ',
  faults: [
    { fault: 'pointsDoNotAddUp', schema: 'rubric', times: 1 },
    { fault: 'http400', schema: 'answer_key', key: '2', times: 1 },
  ],
  env: { AITA_MAX_WORKERS: '1' },
});
const { model } = scene;
const file = (name: string) => join(scene.dataDir, 'Final', name);
const questions = [1, 2, 3].map((id) => ({
  id: `${id}`,
  text: `Question text ${id}`,
  points: id + 3,
  kind: 'calculation',
  page: 1,
}));
writeFileSync(file('exam.json'), JSON.stringify({ name: 'Final', totalPoints: 15, questions }));
const own = {
  '3': {
    criteria: [
      { description: 'Right', points: 4 },
      { description: 'Shown', points: 2 },
    ],
  },
};
writeFileSync(file('user-rubrics.json'), JSON.stringify(own));

const rubrics = () => JSON.parse(readFileSync(file('rubric.json'), 'utf8')) as RubricFile;
const keys = () => JSON.parse(readFileSync(file('answer-key.json'), 'utf8')) as AnswerKeyFile;

test('a failed question is listed alone; points that do not add up are asked again; own criteria stand', async () => {
  const run = await scene.json('generate-rubric');
  assert.equal(run.exitCode, 3, run.stderr);
  assert.deepEqual([run.total, run.done, run.failed], [5, 3, 2]);
  const [first, second, third] = rubrics().questions;
  assert.equal(
    first?.criteria?.reduce((sum, { points }) => sum + points, 0),
    4,
  );
  assert.deepEqual([second?.status, second?.criteria], ['failed', null]);
  assert.match(second?.reason ?? '', /answer key failed: 400/);
  assert.deepEqual([third?.madeFrom, third?.criteria?.map(({ points }) => points)], ['instructor', [4, 2]]);
  assert.deepEqual(
    keys().questions.map(({ status }) => status),
    ['done', 'failed', 'done'],
  );
  const again = (await model.calls()).filter(({ fault }) => fault === 'pointsDoNotAddUp').length;
  assert.equal(again, 1);
});

test('the same command makes the failed question only, and leaves an edited file alone but for it', async () => {
  const edited = rubrics();
  const criterion = edited.questions[0]?.criteria?.[0];
  assert.ok(criterion);
  criterion.description = 'edited by hand';
  writeFileSync(file('rubric.json'), JSON.stringify(edited));
  const before = (await model.stats()).total;
  const run = await scene.json('generate-rubric');
  assert.equal(run.exitCode, 0, run.stderr);
  assert.equal((await model.stats()).total, before + 2);
  assert.equal(rubrics().questions[0]?.criteria?.[0]?.description, 'edited by hand');
  assert.deepEqual(
    rubrics().questions.map(({ status }) => status),
    ['done', 'done', 'done'],
  );
});

test('an instructor file that does not add up stops the run before anything is spent', async () => {
  writeFileSync(
    file('user-rubrics.json'),
    JSON.stringify({ '3': { criteria: [{ description: 'Right', points: 9 }] } }),
  );
  const before = (await model.stats()).total;
  const run = await scene.run('generate-rubric', '--yes');
  assert.equal(run.exitCode, 2);
  assert.match(run.stderr, /add up to 9 points; the question has 6/);
  assert.equal((await model.stats()).total, before);
});
