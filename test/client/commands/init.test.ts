import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../../src/client/commands/init.ts';
import { readExam } from '../../../src/files/exam.ts';
import { capturedIo } from '../../support/capturedIo.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('makes the folders, an exam.json that passes its own check, and names the next step', async () => {
  const cwd = temporaryFolder();
  const { io, out } = capturedIo(cwd);
  assert.equal(await run({ assignment: 'Final' }, io), 0);
  const dir = join(cwd, 'data/Final');
  for (const part of ['scans', 'pages']) assert.ok(existsSync(join(dir, part)));
  assert.equal((await readExam(dir))?.name, 'Final');
  const { $schema } = JSON.parse(readFileSync(join(dir, 'exam.json'), 'utf8')) as { $schema: string };
  assert.equal(basename($schema), 'exam.schema.json');
  assert.ok(existsSync(join(dir, $schema)), $schema);
  assert.match(out.at(-1) ?? '', /aita ingest --assignment Final$/);
  assert.match(readFileSync(join(cwd, '.env.example'), 'utf8'), /OPENROUTER_API_KEY/);
});

test('leaves an exam.json and an .env.example that are there as they are', async () => {
  const cwd = temporaryFolder();
  const exam = join(cwd, 'data/Final/exam.json');
  mkdirSync(join(cwd, 'data/Final'), { recursive: true });
  for (const path of [exam, join(cwd, '.env.example')]) writeFileSync(path, 'mine');
  const { io } = capturedIo(cwd);
  await assert.rejects(run({ assignment: 'Final' }, io), { code: 'assignment-exists' });
  await run({ assignment: 'Midterm' }, io);
  for (const path of [exam, join(cwd, '.env.example')]) assert.equal(readFileSync(path, 'utf8'), 'mine');
});

test('quotes a name with spaces in the next command', async () => {
  const { io, out } = capturedIo(temporaryFolder());
  await run({ assignment: 'Klausur Übung 2' }, io);
  assert.match(out.at(-1) ?? '', /--assignment 'Klausur Übung 2'$/);
});

test('takes a folder for the same whose name is spelled in another Unicode form', async () => {
  const cwd = temporaryFolder();
  const name = 'Klausur Übung 2';
  mkdirSync(join(cwd, 'data', name.normalize('NFD'), 'scans'), { recursive: true });
  await run({ assignment: name.normalize('NFC') }, capturedIo(cwd).io);
  assert.deepEqual(readdirSync(join(cwd, 'data')), [name.normalize('NFD'), 'course.json']);
  await assert.rejects(run({ assignment: name }, capturedIo(cwd).io), { code: 'assignment-exists' });
});

test('makes nothing for a name that would leave the data folder', async () => {
  const cwd = temporaryFolder();
  const { io } = capturedIo(cwd);
  for (const assignment of ['../Final', '-Final', '.Final', ' ']) {
    await assert.rejects(run({ assignment }, io), { code: 'bad-assignment-name' });
  }
  assert.ok(!existsSync(join(cwd, 'data')));
});

test('prints one JSON object with --json', async () => {
  const cwd = temporaryFolder();
  const { io, out } = capturedIo(cwd);
  await run({ assignment: 'Final', json: true }, io);
  assert.deepEqual(JSON.parse(out.join('\n')), { assignment: 'Final', dir: join(cwd, 'data/Final') });
});
