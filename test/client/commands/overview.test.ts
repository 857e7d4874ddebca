import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../../src/client/commands/overview.ts';
import { capturedIo } from '../../support/capturedIo.ts';
import { runHere } from '../../support/runHere.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

function course(files: Record<string, string>): string {
  const cwd = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, 'data', path)), { recursive: true });
    writeFileSync(join(cwd, 'data', path), text);
  }
  return cwd;
}

async function overviewOf(cwd: string): Promise<string> {
  const { io, out } = capturedIo(cwd);
  assert.equal(await run({}, io), 0);
  return out.join('\n');
}

function transcription(student: string, ...statuses: string[]): string {
  const pages = statuses.map((status, index) => ({
    page: index + 1,
    image: `Final/pages/${student}/${index + 1}.png`,
    status,
    text: status === 'done' ? 'x = 1' : null,
    confidence: status === 'done' ? 0.9 : null,
    notes: null,
    reason: status === 'failed' ? 'the page cannot be read' : null,
  }));
  const madeBy = { model: 'm', endpoint: 'offline', promptVersion: '1', at: '2026-01-01T00:00:00Z' };
  return JSON.stringify({ student, assignment: 'Final', madeBy, pages });
}

test('says how to begin where nothing is, and writes nothing', async () => {
  const cwd = temporaryFolder();
  const text = await overviewOf(cwd);
  assert.match(text, /There is no exam in data yet/);
  assert.match(text, /Next: aita init Final/);
  assert.match(text, /aita demo/);
  assert.ok(!existsSync(join(cwd, 'data')));
});

test('goes from scans to pages to text to a report, one next step at a time', async () => {
  const pages = { 'Final/pages/Ada/1.png': '', 'Final/pages/Ada/2.png': '', 'Final/pages/Bo/1.png': '' };
  const done = { 'Final/transcriptions/student-01.json': transcription('student-01', 'done', 'blank') };
  const failed = { 'Final/transcriptions/student-02.json': transcription('student-02', 'failed') };
  const all = { ...done, 'Final/transcriptions/student-02.json': transcription('student-02', 'done') };
  const steps: [Record<string, string>, RegExp][] = [
    [
      { 'Final/exam.json': '{}' },
      /no scans and no pages\n.*put the scans into .*scans, then aita ingest --assignment Final/,
    ],
    [{ 'Final/scans/class.pdf': '' }, /1 scan, no pages yet\n.*Next: aita ingest --assignment Final/],
    [pages, /2 students, 3 pages, 0 transcribed\n.*Next: aita transcribe --assignment Final --dry-run/],
    [{ ...pages, ...done }, /, 1 transcribed\n.*Next: aita transcribe --assignment Final$/m],
    [{ ...pages, ...done, ...failed }, /, 1 page failed\n.*Next: aita transcribe --assignment Final$/m],
    [{ ...pages, ...all }, /, 2 transcribed\n.*Next: aita report --assignment Final/],
    [{ ...pages, ...all, 'Final/reports/index.html': '' }, /Next: open .*reports\/index\.html/],
  ];
  for (const [files, said] of steps) assert.match(await overviewOf(course(files)), said);
});

test('writes a name into a command as a shell reads it', async () => {
  const text = await overviewOf(course({ "Prüfung d'été $1/scans/1.png": '' }));
  assert.ok(text.includes(`aita ingest --assignment 'Prüfung d'\\''été $1'`), text);
});

test('names the data folder it was given in each next step, also as JSON', async () => {
  const cwd = course({ '../other/Final/scans/class.pdf': '' });
  const next = 'aita ingest --data-dir other --assignment Final';
  const shown = await runHere(['--data-dir', 'other'], { cwd });
  assert.ok(shown.stdout.includes(`Next: ${next}\n`), shown.stdout);
  const { stdout } = await runHere(['-d', 'other', '--json'], { cwd });
  const { assignments } = JSON.parse(stdout) as { assignments: { next: string }[] };
  assert.equal(assignments[0]?.next, next);
});

test('gives the same as one JSON object', async () => {
  const { io, out } = capturedIo(course({ 'Final/scans/class.pdf': '' }));
  await run({ json: true }, io);
  const { assignments, next } = JSON.parse(out.join('\n')) as {
    assignments: { next: string }[];
    next: unknown;
  };
  assert.deepEqual([assignments.map((one) => one.next), next], [['aita ingest --assignment Final'], null]);
});

test('says of an exam with a file that is not JSON what is wrong, and goes on with the others', async () => {
  const cwd = course({
    'Final/pages/Ada/1.png': '',
    'Final/transcriptions/student-01.json': '{',
    'Midterm/scans/class.pdf': '',
  });
  const text = await overviewOf(cwd);
  assert.match(
    text,
    /  Final: student-01\.json is not JSON: .*\n.*Next: .* aita transcribe --assignment Final --student student-01 --force$/m,
  );
  assert.match(text, /  Midterm: 1 scan, no pages yet/);
  const { io, out } = capturedIo(cwd);
  await run({ json: true }, io);
  const { assignments } = JSON.parse(out.join('\n')) as { assignments: { name: string; problem?: string }[] };
  assert.deepEqual(
    assignments.map(({ name, problem }) => [name, problem !== undefined]),
    [
      ['Final', true],
      ['Midterm', false],
    ],
  );
});
