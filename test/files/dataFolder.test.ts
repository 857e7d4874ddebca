import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { UserError } from '../../src/domain/userError.ts';
import { openDataFolder, resolveAssignment } from '../../src/files/dataFolder.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

async function dataFolderWith(...assignments: string[]): Promise<string> {
  const dir = temporaryFolder();
  for (const name of assignments) await mkdir(join(dir, name, 'pages', 'x'), { recursive: true });
  return dir;
}

const userError =
  (message: RegExp, hint = /./) =>
  (error: unknown) => {
    assert.ok(error instanceof UserError, String(error));
    assert.match(error.message, message);
    assert.match(error.hint, hint);
    return true;
  };

test('gives a data folder an id once and keeps it', async () => {
  const dir = await dataFolderWith('Final');
  const first = await openDataFolder(dir);
  assert.match(first.id, /^[0-9a-f]{8}$/);
  assert.equal((await openDataFolder(dir)).id, first.id);
  assert.deepEqual(await readdir(dir), ['Final', 'course.json']);
});

test('two processes that race for the id agree on it', async () => {
  const dir = await dataFolderWith('Final');
  const source = new URL('../../src/files/dataFolder.ts', import.meta.url).href;
  const script = `import { openDataFolder } from ${JSON.stringify(source)};
    const ids = await Promise.all([1, 2, 3].map(() => openDataFolder(${JSON.stringify(dir)})));
    console.log(ids.map(({ id }) => id).join(' '));`;
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const outputs = await Promise.all([run(), run()]);
  const ids = new Set(outputs.flatMap(({ stdout }) => stdout.trim().split(' ')));
  assert.equal(ids.size, 1);
});

test('names a broken course.json and leaves it as it is', async () => {
  const dir = await dataFolderWith('Final');
  await writeFile(join(dir, 'course.json'), '{"id": "XYZ"}');
  await assert.rejects(
    openDataFolder(dir),
    userError(/course\.json: id: expected 8 hexadecimal digits, got "XYZ"/),
  );
  assert.equal(await readFile(join(dir, 'course.json'), 'utf8'), '{"id": "XYZ"}');
});

test('refuses a folder that is absent, a file, or without an assignment, and writes nothing', async () => {
  const dir = temporaryFolder();
  await writeFile(join(dir, 'notes.txt'), '');
  await assert.rejects(openDataFolder(join(dir, 'none')), userError(/There is no data folder/, /aita init/));
  await assert.rejects(openDataFolder(join(dir, 'notes.txt')), userError(/is not a folder/));
  await assert.rejects(openDataFolder(dir), userError(/There is no assignment in/, /aita init Final/));
  assert.deepEqual(await readdir(dir), ['notes.txt']);
});

test('makes an absent folder when asked to', async () => {
  const dir = join(temporaryFolder(), 'a', 'b');
  assert.equal((await openDataFolder(dir, { create: true })).dir, dir);
});

test('says it when the data folder given is an assignment', async () => {
  const dir = await dataFolderWith('Final');
  await assert.rejects(
    openDataFolder(join(dir, 'Final')),
    userError(/is itself an assignment/, /--data-dir \S+ --assignment Final$/),
  );
});

test('a data folder that cannot be written is refused', { skip: process.getuid?.() === 0 }, async () => {
  const dir = await dataFolderWith('Final');
  await import('node:fs/promises').then(({ chmod }) => chmod(dir, 0o500));
  await assert.rejects(openDataFolder(dir), userError(/permission denied/));
});

test('a single assignment needs no name', async () => {
  const dir = await dataFolderWith('Final');
  assert.deepEqual(resolveAssignment({ dir }), { name: 'Final', dir: join(dir, 'Final') });
});

test('lists the assignments when the name is missing or unknown', async () => {
  const dir = await dataFolderWith('Quiz 10', 'Quiz 2', 'Final');
  await mkdir(join(dir, '.aita'));
  await mkdir(join(dir, 'truth'));
  assert.throws(() => resolveAssignment({ dir }), userError(/3 assignments in .*: Final, Quiz 2, Quiz 10/));
  assert.throws(
    () => resolveAssignment({ dir }, 'Finale'),
    userError(/no assignment "Finale".*There is: Final, Quiz 2, Quiz 10/, /aita init Finale/),
  );
  await writeFile(join(dir, 'notes.txt'), '');
  assert.throws(() => resolveAssignment({ dir }, 'notes.txt'), userError(/no assignment "notes.txt"/));
});

test('finds names with spaces and umlauts in either Unicode form', async () => {
  const dir = await dataFolderWith('Klausur Übung 2'.normalize('NFD'));
  const found = resolveAssignment({ dir }, 'Klausur Übung 2'.normalize('NFC'));
  assert.equal(found.name, 'Klausur Übung 2'.normalize('NFC'));
  assert.equal(basename(found.dir), 'Klausur Übung 2'.normalize('NFD'));
});

for (const [name, reason] of [
  ['../Final', /slash/],
  ['a/b', /slash/],
  ['a\\b', /slash/],
  ['..', /dot/],
  ['.aita', /dot/],
  ['-rf', /dash/],
  ['', /empty/],
  ['  ', /empty/],
  ['a\u0007b', /control/],
  ['truth', /meaning/],
  ['Pages', /meaning/],
  ['x'.repeat(201), /longer/],
] as const) {
  test(`refuses the name ${JSON.stringify(name.slice(0, 12))} and says why`, async () => {
    const dir = await dataFolderWith('Final');
    assert.throws(() => resolveAssignment({ dir }, name), userError(reason));
  });
}

test('reads an original project where it lies, under the name given', async () => {
  const dir = temporaryFolder();
  await mkdir(join(dir, 'grouped', 'Ada'), { recursive: true });
  await mkdir(join(dir, 'results'));
  const folder = await openDataFolder(dir);
  assert.deepEqual(folder.assignments(), []);
  assert.throws(() => resolveAssignment(folder), userError(/without a name/, /--assignment Final/));
  assert.deepEqual(resolveAssignment(folder, 'Final'), { name: 'Final', dir: join(dir, 'Final') });
});
