import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../src/offline/randomness.ts';

const take = (seed: string) => {
  const random = createRandom(seed);
  return Array.from({ length: 1000 }, () => random.next());
};

test('gives the same numbers for the same seed and others for another', () => {
  assert.deepEqual(take('a'), take('a'));
  assert.notDeepEqual(take('a'), take('b'));
});

test('spreads evenly from 0 to 1', () => {
  const numbers = take('even');
  assert.ok(numbers.every((number) => number >= 0 && number < 1));
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  assert.ok(Math.abs(mean - 0.5) < 0.03, `mean ${mean}`);
});
