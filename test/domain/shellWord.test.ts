import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { shellWord } from '../../src/domain/shellWord.ts';

test('a shell reads back any name as it was', () => {
  for (const name of ['R$5 Quiz', "Ann's `exam`", 'a "b" \\c', 'Prüfung', '!1', '*', '', 'Final']) {
    const read = execFileSync('sh', ['-c', `printf '<%s>' ${shellWord(name)}`], { encoding: 'utf8' });
    assert.equal(read, `<${name}>`);
  }
});

test('a plain name stays as it is', () => {
  for (const name of ['Final', 'Final-2', '../my.data', 'a@b,c+d:e%f']) assert.equal(shellWord(name), name);
});
