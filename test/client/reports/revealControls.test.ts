import assert from 'node:assert/strict';
import { test } from 'node:test';
import { revealControls } from '../../../src/client/reports/revealControls.ts';

test('writes out characters that turn the direction of a line', () => {
  assert.equal(revealControls('pay \u202E01\u202C\u2066\u200F'), 'pay ⟨U+202E⟩01⟨U+202C⟩⟨U+2066⟩⟨U+200F⟩');
});

test('writes out control characters, and leaves line breaks and tabs', () => {
  assert.equal(revealControls('a\u0000b\u001B[31m\n\tc\r\n'), 'a⟨U+0000⟩b⟨U+001B⟩[31m\n\tc\r\n');
});

test('leaves every script and joined emoji alone', () => {
  const text = 'שלום مرحبا می‌خواهم 你好 é ñ 👩‍🔬';
  assert.equal(revealControls(text), text);
});

test('makes half a character a visible one, so that a file can be written', () => {
  assert.equal(revealControls('a\uD800b'), 'a\uFFFDb');
});
