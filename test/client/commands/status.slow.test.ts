import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RunStatusReport } from '../../../src/client/statusLines.ts';
import { openScene } from '../../support/scene.ts';

const scene = await openScene({ students: 3, pages: 2, latency: 60_000, env: { AITA_MAX_WORKERS: '1' } });
const { model } = scene;

async function statusNow(): Promise<RunStatusReport> {
  const { stdout } = await scene.run('status', '--json');
  const [run] = (JSON.parse(stdout) as { runs: RunStatusReport[] }).runs;
  assert.ok(run, stdout);
  return run;
}

test('names each step in flight from its beginning, and shows no more calls than there are', async () => {
  const run = scene.start('transcribe', '--limit', '1', '--yes');
  await model.until(({ inFlight }) => inFlight === 1, 60_000);
  const { steps, hasWorker } = await statusNow();
  assert.equal(hasWorker, true);
  const named = steps.filter(({ item }) => item !== null && /^student-0\d page \d$/.test(item));
  assert.deepEqual(named, steps, JSON.stringify(steps));
  assert.ok(steps.filter(({ phase }) => phase === 'calling').length <= 1, JSON.stringify(steps));
  run.kill('SIGKILL');
  await run.done;
});

test('says that nobody works on a run whose only worker was killed, and how to go on', async () => {
  assert.equal((await statusNow()).hasWorker, false);
  const { stdout } = await scene.run('status');
  assert.match(stdout, /Nobody works on it\. No worker runs that calls http.*, so nothing is done\.$/m);
  assert.match(stdout, /Next: aita resume --assignment Final /);
});

test('a run for one student names the rest of the class, in its summary and later', async () => {
  await model.configure({ latency: 10 });
  const { exitCode, stdout, stderr } = await scene.run('resume');
  assert.equal(exitCode, 0, stderr);
  const rest = /1 of 3 students; the rest: aita transcribe --assignment Final\n/;
  assert.match(stdout, rest);
  assert.match((await scene.run('status')).stdout, rest);
  const { students, hasWorker } = await statusNow();
  assert.deepEqual([students, hasWorker], [{ total: 3, transcribed: 1 }, null]);
});

test('a result file that cannot be read leaves the rest of the status as it is', async () => {
  writeFileSync(join(scene.dataDir, 'Final', 'transcriptions', 'student-02.json'), '{');
  const { students, status } = await statusNow();
  assert.deepEqual([students, status], [null, 'completed']);
});
