import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findQuestions } from '../../src/offline/findQuestions.ts';

test('finds headings with points and takes the lines below as the text', () => {
  const text =
    'Midterm\nQuestion 1 (3 points)\nWork out 2 x 3.\nQuestion 2 (6 points)\nDescribe it.\nFully.\nPage 1 of 2';
  assert.deepEqual(findQuestions(text, 1), [
    { id: 'Q1', text: 'Work out 2 x 3.', points: 3, kind: 'calculation', page: 1 },
    { id: 'Q2', text: 'Describe it.\nFully.', points: 6, kind: 'long_answer', page: 1 },
  ]);
});

test('finds the text on the line of the heading', () => {
  const [question] = findQuestions('4. Why is the sky blue? (2.5 points)', null);
  assert.deepEqual(question, {
    id: 'Q4',
    text: 'Why is the sky blue?',
    points: 2.5,
    kind: 'short_answer',
    page: null,
  });
});
