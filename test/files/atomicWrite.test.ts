import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdir, readFile, readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../src/domain/userError.ts';
import { explainWriteError, writeFileAtomic, writeJson } from '../../src/files/atomicWrite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { waitFor } from '../support/waitFor.ts';

const module = JSON.stringify(new URL('../../src/files/atomicWrite.ts', import.meta.url).href);
const temporaries = (dir: string): string[] => readdirSync(dir).filter((name) => name.endsWith('.tmp'));

/** Runs a program with `writeFileAtomic` on `path` in a process of its own. */
function startWriter(code: string, path: string) {
  const program = `import { writeFileAtomic } from ${module};\nconst path = process.argv[1];\n${code}`;
  return spawn(process.execPath, ['--input-type=module', '-e', program, path], { stdio: 'inherit' });
}

/** Kills writers in the middle of a write until one has left its temporary file behind. */
async function leaveOne(dir: string): Promise<string> {
  for (;;) {
    const code = "for (;;) await writeFileAtomic(path, 'x'.repeat(20_000_000));";
    const writer = startWriter(code, join(dir, 'big.txt'));
    await waitFor(() => temporaries(dir).length > 0);
    writer.kill('SIGKILL');
    await once(writer, 'close');
    const [left] = temporaries(dir);
    if (left !== undefined) return join(dir, left);
  }
}

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

test('what a killed writer left is taken away by a later process, not before an hour is over', async () => {
  const dir = temporaryFolder();
  const left = await leaveOne(dir);
  const write = "await writeFileAtomic(path, 'new');";
  await once(startWriter(write, join(dir, 'other.txt')), 'close');
  assert.deepEqual(temporaries(dir).length, 1);
  const before = Date.now() / 1000 - 3_601;
  await utimes(left, before, before);
  await once(startWriter(write, join(dir, 'other.txt')), 'close');
  assert.deepEqual(temporaries(dir), []);
  assert.equal(await readFile(join(dir, 'other.txt'), 'utf8'), 'new');
});
