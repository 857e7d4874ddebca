import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rubricReport } from '../../../src/client/reports/rubric.ts';
import type { AnswerKeyFile, RubricFile } from '../../../src/domain/rubric.ts';
import { hostileText, offline } from '../../support/reportSamples.ts';
import {
  aCriterion,
  aKey,
  answerKeyFile,
  failedKey,
  failedRubric,
  keyOf,
  rubricFile,
  rubricOf,
} from '../../support/rubricSamples.ts';

const generatedAt = '2026-02-01T08:00:00.000Z';
const exam = {
  name: 'Final',
  questions: [{ id: '1', text: 'What is 15 x 12 - 36?', points: 4, kind: 'calculation' as const, page: 1 }],
  totalPoints: 4,
};

const report = (answerKey: AnswerKeyFile | null, rubric: RubricFile | null): Promise<string> =>
  rubricReport({ assignment: 'Final', exam, files: { answerKey, rubric }, hasIndex: true, generatedAt });

const words = (html: string): string =>
  html
    .replace(/<style>[^]*?<\/style>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

test('shows each question with its key, its criteria and their points, and who made them', async () => {
  const partly = { points: 2, when: 'the way is right' };
  const html = words(
    await report(answerKeyFile([keyOf('1')]), rubricFile([rubricOf('1', [{ ...aCriterion, partly }])])),
  );
  for (const part of [
    'Question 1 4 points What is 15 x 12 - 36? Answer key 144 Steps 180 - 36 Also right a gross',
    'Notes for graders the unit Rubric',
    '1-c1 The result is right Partly (2): the way is right 4',
    'Model some/model Endpoint https://model.example/v1',
    'Made on 2026-01-31 14:05 UTC',
    'keep it from students',
  ])
    assert.ok(html.includes(part), `${part}\nin ${html}`);
  assert.doesNotMatch(html, /stand-in/);
});

test('shows a failed question as failed, with the reason, never as an empty one', async () => {
  const html = words(
    await report(
      answerKeyFile([failedKey('1', '400: no such model')]),
      rubricFile([failedRubric('1', 'Its answer key failed: 400: no such model')]),
    ),
  );
  assert.match(html, /The answer key was not made 400: no such model/);
  assert.match(html, /The rubric was not made Its answer key failed: 400/);
  assert.match(html, /Failed 1/);
});

test('a question that no run has come to is there, and told', async () => {
  const html = words(await report(answerKeyFile([]), null));
  assert.match(html, /Question 1 4 points .* The answer key has not been made yet/);
  assert.match(html, /The rubric has not been made yet/);
});

test('marks criteria that an edit left adding up to something else', async () => {
  const html = words(
    await report(answerKeyFile([keyOf('1')]), rubricFile([rubricOf('1', [{ ...aCriterion, points: 3 }])])),
  );
  assert.match(html, /This rubric cannot grade The criteria add up to 3 points; the question has 4\./);
});

test("marks the instructor's own criteria, and what the stand-in made", async () => {
  const own = { ...rubricFile([{ ...rubricOf('1'), madeFrom: 'instructor' as const }]), madeBy: offline };
  const html = words(await report(answerKeyFile([keyOf('1')]), own));
  assert.match(html, /the instructor's rubric|the instructor&#39;s rubric/);
  assert.match(html, /Made by the offline stand-in No vision model has seen these questions/);
});

test('shows hostile text as text wherever it stands', async () => {
  const key = { ...aKey, answer: hostileText, steps: [hostileText], gradingNotes: [hostileText] };
  const criterion = {
    id: hostileText,
    description: hostileText,
    points: 4,
    partly: { points: 1, when: hostileText },
  };
  const html = await report(
    answerKeyFile([keyOf('1', key), failedKey('2', hostileText)]),
    rubricFile([rubricOf('1', [criterion])]),
  );
  assert.doesNotMatch(html, /<script|<img|href="javascript|\u202E/i);
  assert.equal(html.match(/&lt;script&gt;/g)?.length, 7);
});
