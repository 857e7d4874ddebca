import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainArithmetic } from '../../src/offline/arithmetic.ts';

test('works out products before sums, step by step', () => {
  assert.deepEqual(explainArithmetic('Work out 180 - 12 x 5 + 3. Show each step.'), {
    result: '123',
    steps: ['12 x 5 = 60', '180 - 60 = 120', '120 + 3 = 123'],
  });
});

test('divides, and reads decimals', () => {
  assert.equal(explainArithmetic('What is 7.5 ÷ 2?')?.result, '3.75');
});

test('takes no date, range or plain number for a calculation', () => {
  for (const text of ['14 October', 'on 2025-10-14', 'pages 3-5', '3 red and 5 blue marbles']) {
    assert.equal(explainArithmetic(text), null, text);
  }
});
