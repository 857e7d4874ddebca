import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerKeyRequest, rubricRequest } from '../../src/activities/generateRubric.prompt.ts';
import type { PlannedQuestion, RubricPlan } from '../../src/domain/plan.ts';
import { askAgain, type ModelRequest } from '../../src/llm/request.ts';
import { aKey } from '../support/rubricSamples.ts';
import { aPlan } from '../support/aPlan.ts';

const plan: RubricPlan = {
  ...aPlan,
  pipeline: 'generateRubric',
  promptVersion: 'rubric-1',
  exam: 'Final',
};
const first: PlannedQuestion = {
  id: '1',
  text: 'Add 2 and 3.',
  points: 4,
  kind: 'calculation',
  instructions: null,
  criteria: null,
};
const second: PlannedQuestion = { ...first, id: '2', text: 'Why?', points: 6, instructions: 'Be strict.' };

const textOf = ({ messages }: ModelRequest, index: number) => JSON.stringify(messages[index]);

test('every call of a step begins with the same words, so that a provider can keep them', () => {
  const keys = [first, second].map((question) => answerKeyRequest(plan, question));
  const rubrics = [first, second].map((question) => rubricRequest(plan, question, aKey));
  for (const [one, other] of [keys, rubrics]) {
    assert.ok(one && other);
    assert.deepEqual(one.messages[0]?.role, 'system');
    assert.equal(textOf(one, 0), textOf(other, 0));
    assert.notEqual(textOf(one, 1), textOf(other, 1));
    assert.deepEqual(one.schema, other.schema);
    // What the question says is nowhere in the part that is kept.
    for (const changing of ['Add 2 and 3.', 'Why?', 'Be strict.', '(4 points)'])
      assert.doesNotMatch(textOf(one, 0), new RegExp(changing.replace(/[.?()]/g, '\\$&')));
  }
});

test('asking again keeps what was said, and adds the reply and the reason behind it', () => {
  const request = rubricRequest(plan, first, aKey);
  const again = askAgain(request, '{"criteria": []}', 'The criteria add up to 3 points; the question has 4.');
  assert.deepEqual(again.messages.slice(0, 2), request.messages);
  assert.match(textOf(again, 3), /add up to 3 points; the question has 4/);
});

test("the rubric's call has the question, its points, the instructor's words and the answer key", () => {
  const text = textOf(rubricRequest(plan, second, aKey), 1);
  for (const part of ['Question 2 (6 points)', 'Why?', '<instructor>', 'Be strict.', '180 - 36'])
    assert.ok(text.includes(part), part);
});
