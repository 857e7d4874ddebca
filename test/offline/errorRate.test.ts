import assert from 'node:assert/strict';
import { test } from 'node:test';
import { characterErrorRate, compareLines } from '../../src/offline/errorRate.ts';

const printed = (text: string) => ({ text, handwritten: false });
const written = (text: string) => ({ text, handwritten: true });

test('is 0 for the same text, whatever its spaces and line breaks', () => {
  assert.equal(characterErrorRate(' The sun\n\nheats  the sea ', 'The sun heats the sea'), 0);
});

test('ignores the marks around crossed-out text', () => {
  assert.equal(characterErrorRate('15 x 12 = 170 180', '15 x 12 = ~~170~~ 180'), 0);
});

test('counts one insertion, deletion or substitution as one error', () => {
  for (const text of ['kitten', 'kittinn', 'kttin', 'kitxin']) {
    assert.equal(compareLines(text, [written('kittin')]).errors, 1, text);
  }
  assert.equal(compareLines('kitten', [written('sitting')]).errors, 3);
});

test('divides by the length of the truth, and may pass 1', () => {
  assert.equal(characterErrorRate('abcd', 'abXd'), 0.25);
  assert.ok(characterErrorRate('far too much text', 'no') > 1);
});

test('is 1 when there was nothing to read and something was read', () => {
  assert.equal(characterErrorRate('x', ''), 1);
  assert.equal(characterErrorRate('', ''), 0);
});

test('charges only for the handwriting, also when the print is left out', () => {
  const page = [printed('Question 1 (3 points)'), written('15 x 12 = 180'), printed('Page 1 of 2')];
  assert.equal(compareLines('15 x 12 = 180', page).errors, 0);
  assert.equal(compareLines('Qestion l (3 pionts)\n15 x 12 = 180\nPage 1 of 2', page).errors, 0);
  assert.equal(compareLines('Question 1 (3 points)\n15 x 12 = 130\nPage 1 of 2', page).errors, 1);
  assert.equal(compareLines('', page).errors, '15 x 12 = 180'.length);
});
