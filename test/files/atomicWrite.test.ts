import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../src/domain/userError.ts';
import { explainWriteError, writeFileAtomic, writeJson } from '../../src/files/atomicWrite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

test('writes JSON with two spaces, keys in their order and a newline', async () => {
  const path = join(temporaryFolder(), 'a.json');
  await writeJson(path, { zebra: 1, apple: 'ä' });
  assert.equal(await readFile(path, 'utf8'), '{\n  "zebra": 1,\n  "apple": "ä"\n}\n');
});

test('keeps the old file and leaves nothing behind when it cannot write', async () => {
  const dir = temporaryFolder();
  await mkdir(join(dir, 'taken'));
  await assert.rejects(writeFileAtomic(join(dir, 'taken'), 'text'));
  assert.deepEqual(await readdir(dir), ['taken']);
});

test('shows a reader the old content or the new, never a half', async () => {
  const path = join(temporaryFolder(), 'big.txt');
  const contents = ['a', 'b'].map((letter) => letter.repeat(1_000_000));
  await writeFileAtomic(path, contents[0] ?? '');
  const write = Promise.all(contents.map((content) => writeFileAtomic(path, content)));
  for (let i = 0; i < 20; i++) assert.ok(contents.includes(await readFile(path, 'utf8')));
  await write;
});

test('gives a file of names to its owner alone', async () => {
  const path = join(temporaryFolder(), 'students.json');
  await writeJson(path, {}, { mode: 0o600 });
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

for (const [code, words] of [
  ['ENOSPC', /No space left/],
  ['EROFS', /read-only/],
  ['EACCES', /permission denied/],
] as const) {
  test(`says what to do about ${code}`, () => {
    const error = explainWriteError(Object.assign(new Error(code), { code }), '/data/Final/exam.json');
    assert.ok(error instanceof UserError);
    assert.match(error.message, words);
    assert.match(error.message, /exam\.json in \/data\/Final/);
    assert.notEqual(error.hint, '');
  });
}
