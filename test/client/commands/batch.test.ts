import assert from 'node:assert/strict';
import { linkSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { writeOut } from '../../../src/client/batchOut.ts';
import { assertRefused, openCourse } from '../../support/course.ts';
import { spawnFaultModel } from '../../support/spawnFaultModel.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const model = await spawnFaultModel();
after(() => model.close());

const lines = JSON.stringify({ id: '1', prompt: 'Say one.' });
const course = () => openCourse(model, { 'tasks.jsonl': lines, 'results/': '' });
const batch = ['batch', 'data/tasks.jsonl', '--yes'];

test('refuses a place for the results that is none, before anything is spent', async () => {
  const places: Record<string, RegExp> = {
    'none/out.jsonl': /--out none\/out\.jsonl: there is no folder .*none\.$/,
    'data/tasks.jsonl/out.jsonl': /--out .*: .*tasks\.jsonl is no folder\.$/,
    'data/results': /--out data\/results is a folder\.$/,
  };
  for (const [out, said] of Object.entries(places)) {
    await assertRefused(course(), [...batch, '--out', out], { said, todo: /Name another file with --out/ });
  }
});

test('refuses to write the results over the tasks, by whatever name', async () => {
  const there = course();
  const tasks = join(there.cwd, 'data', 'tasks.jsonl');
  symlinkSync(tasks, join(there.cwd, 'linked.jsonl'));
  linkSync(tasks, join(there.cwd, 'second.jsonl'));
  for (const out of ['./data/tasks.jsonl', 'linked.jsonl', 'second.jsonl']) {
    await assertRefused(there, [...batch, '--out', out], {
      said: /--out .* is the file with the tasks/,
      todo: /Name another file with --out/,
    });
  }
  assert.equal(readFileSync(tasks, 'utf8'), lines);
});

test('a dry run prints one object without --out, for it has no results; a run needs it', async () => {
  const there = course();
  await there.aita(...batch, '--json').then(({ stdout }) => assert.match(stdout, /"needs-out"/));
  const { exitCode, stdout, stderr } = await there.aita('batch', 'data/tasks.jsonl', '--dry-run', '--json');
  assert.equal(exitCode, 0, stderr);
  const found = JSON.parse(stdout) as { dryRun: boolean; estimate: { calls: number } };
  assert.deepEqual([found.dryRun, found.estimate.calls], [true, 1]);
});

test('results that cannot be written after all are told with words', async () => {
  const out = join(temporaryFolder(), 'gone', 'out.jsonl');
  await assert.rejects(writeOut(out, 'text'), { name: 'UserError', code: 'not-writable', message: /ENOENT/ });
});
