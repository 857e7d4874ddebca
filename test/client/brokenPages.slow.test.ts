import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { drawPage } from '../support/drawPage.ts';
import { openScene } from '../support/scene.ts';

const scene = await openScene({ students: 2, pages: 6, latency: 20 });
const page = (number: number) => join(scene.dataDir, 'Final', 'pages', 'Zoë Müller 1', `page-${number}.jpg`);

test('pages that cannot be read fail by name, the others go on, and the exit code is 3', async () => {
  writeFileSync(page(1), '');
  writeFileSync(page(2), 'no image');
  truncateSync(page(3), 51 * 1024 ** 2);
  for (const gone of [4, 5]) rmSync(page(gone));
  symlinkSync('nowhere.jpg', page(4));
  execFileSync('mkfifo', [page(5)]);
  const run = await scene.json('transcribe');
  assert.equal(run.exitCode, 3, run.stderr);
  assert.deepEqual([run.status, run.total, run.done, run.failed], ['partial', 12, 7, 5]);
  const reasons = Object.fromEntries(run.failures.map(({ item, reason }) => [item, reason]));
  const expected = [/empty/, /cannot be read/, /51 MB/, /gone/, /no ordinary file/];
  for (const [index, reason] of expected.entries()) {
    assert.match(reasons[`student-01 page ${index + 1}`] ?? '', reason);
  }
  assert.equal((await scene.model.stats()).total, 7);
  assert.deepEqual(
    scene.result('student-01').pages.map(({ status }) => status),
    ['failed', 'failed', 'failed', 'failed', 'failed', 'done'],
  );
  assert.equal(JSON.stringify(run.failures).includes('Zoë'), false);
});

test('what comes next is to replace them, in the summary and in status: a retry would fail alike', async () => {
  const next =
    /^ *Next: replace the files that cannot be read, then: aita transcribe .*--assignment Final, with the same options/m;
  const run = await scene.run('transcribe', '--yes');
  assert.equal(run.exitCode, 3, run.stderr);
  const status = await scene.run('status');
  for (const { stdout } of [run, status]) {
    assert.match(stdout, next);
    assert.doesNotMatch(stdout, /retry-failed/);
  }
});

test('mended pages are asked by the same command, and nothing else', async () => {
  for (const number of [1, 2, 3, 4, 5]) {
    rmSync(page(number));
    writeFileSync(page(number), await drawPage({ width: 300, strokes: `M20 ${number * 20} h 100` }));
  }
  const run = await scene.json('transcribe');
  assert.deepEqual([run.exitCode, run.done, run.reused, run.usage?.calls], [0, 12, 7, 5]);
});
