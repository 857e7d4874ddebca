import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openScene } from '../support/scene.ts';

const scene = await openScene({ students: 4, pages: 2, latency: 20 });
const { model } = scene;
const calls = async () => (await model.stats()).total;
const resultFile = (student: string) => join(scene.dataDir, 'Final', 'transcriptions', `${student}.json`);
const pagesIn = (text: string) => (JSON.parse(text) as { pages: unknown }).pages;
const results = () => readdirSync(join(scene.dataDir, 'Final', 'transcriptions')).sort();

test('--dry-run shows pages, tokens, cost and time, needs no key and calls nothing', async () => {
  const { exitCode, stdout } = await scene.run('transcribe', '--dry-run');
  assert.equal(exitCode, 0);
  for (const words of ['4 students, 8 pages', 'Calls: 8', 'Cost: about $', 'Time: about', 'AITA_API_KEY']) {
    assert.ok(stdout.includes(words), stdout);
  }
  assert.match(stdout, /page 1 .*name/, 'without a mask it says that names go out');
  assert.equal(await calls(), 0);
});

test('without a terminal it spends nothing without --yes, and ends with the estimate', async () => {
  const { exitCode, stdout, stderr } = await scene.run('transcribe', '--json');
  assert.equal(exitCode, 2);
  assert.match(stderr, /Calls: 8, about \d+ tokens in/);
  assert.match(stderr, /Add --yes/);
  assert.equal((JSON.parse(stdout) as { error: { code: string } }).error.code, 'needs-yes');
  assert.equal(await calls(), 0);
});

test('--student, given twice, by folder name and by id, reads only these', async () => {
  const run = await scene.json(
    'transcribe',
    '--student',
    'Zoë Müller 2'.normalize('NFD'),
    '-s',
    'student-03',
  );
  assert.deepEqual([run.exitCode, run.total, run.done], [0, 4, 4]);
  assert.deepEqual(results(), ['student-02.json', 'student-03.json']);
});

test('--limit reads the first students, and the same command without it the rest, repeating nothing', async () => {
  const some = await scene.json('transcribe', '--limit', '2');
  assert.deepEqual([some.exitCode, some.total], [0, 4]);
  const all = await scene.json('transcribe');
  assert.deepEqual([all.exitCode, all.total, all.done], [0, 8, 8]);
  assert.equal(results().length, 4);
  const stats = await model.stats();
  assert.deepEqual([stats.total, stats.repeated], [8, 0]);
});

test('a file that was edited stays, until --force writes over it; both pay nothing', async () => {
  const file = resultFile('student-01');
  const before = readFileSync(file, 'utf8');
  const edited = before.replace('"status": "done"', '"status": "done", "note": "mine"');
  assert.notEqual(edited, before);
  writeFileSync(file, edited);
  const path = join('data', 'Final', 'transcriptions', 'student-01.json');
  const { exitCode, stdout } = await scene.run('transcribe', '--yes');
  assert.equal(exitCode, 0);
  assert.ok(stdout.includes(`Kept: ${path}: edited by hand`), stdout);
  assert.match(stdout, /--force/);
  assert.equal(readFileSync(file, 'utf8'), edited);
  assert.deepEqual((await scene.json('transcribe')).kept, [{ path, why: 'edited' }]);
  const forced = await scene.json('transcribe', '--force');
  assert.deepEqual([forced.exitCode, forced.kept], [0, []]);
  assert.doesNotMatch(readFileSync(file, 'utf8'), /mine/);
  assert.equal(await calls(), 8);
});

test('a file that is no JSON is said to be none, and --force writes it again from the store', async () => {
  const file = resultFile('student-01');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, '{');
  const path = join('data', 'Final', 'transcriptions', 'student-01.json');
  assert.deepEqual((await scene.json('transcribe')).kept, [{ path, why: 'unreadable' }]);
  const { stdout } = await scene.run('transcribe', '--yes');
  assert.match(stdout, /student-01\.json: not JSON, .*--force/);
  assert.deepEqual((await scene.json('transcribe', '--force')).kept, []);
  assert.deepEqual(pagesIn(readFileSync(file, 'utf8')), pagesIn(before));
  assert.equal(await calls(), 8);
});

test('--no-reuse asks first, however few calls it is, and then pays again', async () => {
  const again = ['transcribe', '-s', 'student-01', '--no-reuse'];
  const refused = await scene.run(...again);
  assert.equal(refused.exitCode, 2, refused.stderr);
  assert.match(refused.stderr, /Calls: 2, .*\n[^]*Add --yes/);
  assert.equal(await calls(), 8);
  const run = await scene.json(...again);
  assert.deepEqual([run.exitCode, run.usage?.calls, await calls()], [0, 2, 10]);
});

test('--mask sends page 1 anew, because it is another image, and no other page', async () => {
  const run = await scene.json('transcribe', '--mask', '0,0,1,0.1');
  assert.deepEqual([run.exitCode, run.reused, run.usage?.calls], [0, 4, 4]);
});

test('--quiet leaves the result alone, and --no-progress draws no bar', async () => {
  const quiet = await scene.run('transcribe', '--quiet');
  assert.deepEqual([quiet.exitCode, quiet.stderr], [0, '']);
  assert.match(quiet.stdout, /^Done: 8 of 8 done/);
  const plain = await scene.run('transcribe', '--no-progress');
  assert.match(plain.stderr, /^Started: Transcribe Final/m);
  assert.doesNotMatch(plain.stderr, /\d ?%/);
});

test('a model without a known price runs, costs null, and it is said once', async () => {
  const run = await scene.run('transcribe', '--model', 'my-own/model', '--yes');
  assert.equal(run.exitCode, 0, run.stderr);
  const said = `${run.stdout}${run.stderr}`;
  assert.equal(said.match(/unknown \(/g)?.length, 1, said);
  const again = await scene.json('transcribe', '--model', 'my-own/model', '--no-reuse');
  assert.deepEqual([again.exitCode, again.usage?.calls, again.usage?.costUsd], [0, 8, null]);
});

test('--json prints one object when it is interrupted, too', async () => {
  await model.configure({ latency: 1500 });
  const run = scene.start('transcribe', '--no-reuse', '--yes', '--json', '--quiet');
  await model.until(({ inFlight }) => inFlight > 0, 90_000);
  run.kill('SIGINT');
  const { exitCode, stdout } = await run.done;
  assert.equal(exitCode, 130);
  assert.equal((JSON.parse(stdout) as { status: string }).status, 'interrupted');
});
