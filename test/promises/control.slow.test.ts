import assert from 'node:assert/strict';
import { Connection } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import type { Background } from '../../src/client/detach.ts';
import type { RunResult } from '../../src/client/output.ts';
import { providerName } from '../../src/llm/request.ts';
import { readProvider } from '../../src/store/providers.ts';
import { avoidableRepeats, nowMs } from '../support/avoidableRepeats.ts';
import { seededRandom } from '../support/faultModel/seededRandom.ts';
import { openScene } from '../support/scene.ts';
import { waitFor } from '../support/waitFor.ts';

const scene = await openScene({
  latency: 150,
  env: { AITA_MAX_WORKERS: '3', AITA_API_KEY: 'key-of-the-test' },
});
const { model } = scene;
/** A shell whose settings name no limit. */
const bare = scene.with({ AITA_MAX_WORKERS: '', AITA_RATE_LIMIT_RPS: '' });

function askedNow() {
  const store = scene.store();
  const { asked } = readProvider(store.quick, providerName(model.baseUrl));
  store.close();
  return asked;
}

const allDone = () =>
  Array.from({ length: 6 }, (_, index) => scene.result(`student-0${index + 1}`).pages)
    .flat()
    .every(({ status }) => status === 'done');

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

const argumentsOf = (pid: number): string =>
  execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });

async function detached(...args: string[]): Promise<RunResult & { background: Background }> {
  const run = await scene.run(...args, '--detach', '--yes', '--json', '--quiet');
  assert.equal(run.exitCode, 0, run.stderr + run.stdout);
  return JSON.parse(run.stdout) as RunResult & { background: Background };
}

test('--detach leaves a process that works until the run ends, and never shows the key', async () => {
  await model.configure({ latency: 400 });
  const { status, background } = await detached('transcribe');
  assert.equal(status, 'running');
  const { pid, log, stop } = background;
  assert.equal(stop, `kill ${pid}`);
  assert.match(argumentsOf(pid), / carry-on /);
  assert.doesNotMatch(argumentsOf(pid), /key-of-the-test/);
  assert.equal(statSync(log).mode & 0o777, 0o600);
  // Told to stop, it finishes its calls; the same command goes on, and asks nothing again.
  await model.until(({ delivered }) => delivered.calls >= 4, 30_000);
  process.kill(pid, 'SIGTERM');
  await waitFor(() => !isAlive(pid), 30_000);
  assert.equal((await model.stats()).aborted, 0);
  await model.configure({ latency: 50 });
  const again = await detached('transcribe');
  await waitFor(() => !isAlive(again.background.pid), 60_000);
  const said = readFileSync(again.background.log, 'utf8');
  assert.match(said, /^Done: 30 of 30 done, 0 failed/m);
  assert.doesNotMatch(said, /key-of-the-test/);
  assert.equal((await model.stats()).repeated, 0);
  assert.ok(allDone());
});

test('a resumed run tries one call, and pauses again when the cause is still there', async () => {
  await model.reset();
  await model.configure({ faults: [{ fault: 'http401' }] });
  assert.equal((await scene.json('transcribe', '--no-reuse')).exitCode, 4);
  const before = (await model.stats()).total;
  const run = await scene.run('resume', '--yes');
  assert.equal(run.exitCode, 4, run.stderr);
  assert.match(run.stderr, /One call was tried: what paused the run is still so/);
  assert.match(run.stdout, /Why: 401/);
  assert.equal((await model.stats()).total, before + 1);
  await model.configure({ faults: [] });
  const mended = await bare.json('resume');
  assert.deepEqual([mended.exitCode, mended.done, mended.failed], [0, 30, 0], mended.stderr);
  assert.deepEqual(askedNow(), { width: 3, rps: 1000, isAuto: false });
});

test('limits that no run is open for stay as they were', async () => {
  const { exitCode, stderr } = await scene.run('limits', '--max-workers', '9');
  assert.deepEqual([exitCode, /No run of Final is open/.test(stderr)], [2, true], stderr);
  assert.deepEqual(askedNow(), { width: 3, rps: 1000, isAuto: false });
});

test('a second command with the same options joins; with others it is refused, and the difference named', async () => {
  await model.reset();
  await model.configure({ latency: 5000 });
  const first = scene.start('transcribe', '--no-reuse', '--yes');
  await model.until(({ inFlight }) => inFlight === 3, 30_000);
  const blank = await scene.run('transcribe', '--no-reuse', '--send-blank', '--yes');
  assert.equal(blank.exitCode, 2);
  assert.match(blank.stderr, /sendBlank was false, now true/);
  const limited = await scene.run('transcribe', '--no-reuse', '--limit', '2', '--yes');
  assert.equal(limited.exitCode, 2);
  assert.match(limited.stderr, /its list of items is another one/);
  const joined = scene.start('transcribe', '--no-reuse', '--no-worker', '--json', '--quiet');
  const keyless = bare.with({ AITA_API_KEY: '', AITA_BASE_URL: '' });
  const changed = await keyless.run('limits', '--max-workers', '10');
  assert.equal(changed.exitCode, 0, changed.stderr);
  assert.match(
    changed.stdout,
    /^From now on 10 calls in flight and 1000 starts a second, for all workers of /,
  );
  assert.deepEqual(askedNow(), { width: 10, rps: 1000, isAuto: false });
  await model.until(({ peakInFlight }) => peakInFlight > 3, 30_000);
  await model.configure({ latency: 100 });
  const results = await Promise.all([first.done, joined.done]);
  assert.deepEqual(
    results.map(({ exitCode }) => exitCode),
    [0, 0],
    results.map(({ stderr }) => stderr).join(''),
  );
  assert.equal((JSON.parse(results[1].stdout) as RunResult).done, 30);
  const { total, repeated } = await model.stats();
  assert.deepEqual([total, repeated], [30, 0]);
});

test('a reset of the run in the Web UI buys nothing twice, and loses no result', async () => {
  await model.reset();
  await model.configure({ latency: 50 });
  const { workflowId, runId } = await scene.json('transcribe', '--no-reuse');
  assert.ok(workflowId !== null && runId !== null);
  const before = (await model.stats()).total;
  const engine = JSON.parse((await scene.run('engine', 'status', '--json')).stdout) as { address: string };
  const connection = await Connection.connect({ address: engine.address });
  const reset = await connection.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId, runId },
    reason: 'a person wants to look at it again',
    requestId: randomUUID(),
    workflowTaskFinishEventId: await middleOf(connection, { workflowId, runId }),
  });
  await connection.close();
  // Joined before anybody works: from the store the rest is done in no time.
  const watch = scene.start('transcribe', '--no-reuse', '--no-worker', '--yes', '--json');
  await waitFor(() => watch.output.stderr.includes('No worker runs'), 60_000);
  const worker = scene.start('worker');
  const { exitCode, stdout, stderr } = await watch.done;
  worker.kill('SIGKILL');
  await worker.done;
  const run = JSON.parse(stdout) as RunResult;
  assert.deepEqual([exitCode, run.done, run.failed], [0, 30, 0], stderr);
  assert.notEqual(reset.runId, runId);
  assert.equal(run.runId, runId);
  assert.equal((await model.stats()).total, before);
  assert.ok(allDone());
});

/** A workflow task in the middle of a run's history, where it can be set back to. */
async function middleOf(connection: Connection, execution: { workflowId: string; runId: string }) {
  const { history } = await connection.workflowService.getWorkflowExecutionHistory({
    namespace: 'default',
    execution,
  });
  const finished = (history?.events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes);
  const middle = finished[Math.floor(finished.length / 2)]?.eventId;
  assert.ok(middle);
  return middle;
}

for (const seed of [1, 2]) {
  test(`pause, resume and cancel at random moments lose nothing and ask nothing again (seed ${seed})`, async () => {
    await model.reset();
    await model.configure({ latency: 1500 });
    await scene.run('forget', '--yes', '--quiet');
    const random = seededRandom(seed);
    const heldAt: number[] = [];
    let run = scene.start('transcribe', '--yes');
    for (let round = 0; round < 3; round++) {
      const { delivered } = await model.stats();
      const wanted = delivered.calls + Math.floor(random() * 4);
      const reached = await model.until(
        ({ delivered: { calls }, inFlight }) => calls === 30 || (calls >= wanted && inFlight > 0),
        30_000,
      );
      if (reached.delivered.calls === 30) break;
      const command = random() < 0.5 ? 'pause' : 'cancel';
      const held = await scene.run(command);
      assert.equal(held.exitCode, 0, held.stderr);
      heldAt.push(nowMs());
      const { exitCode } = await run.done;
      // Paused with its last calls in flight, it is done.
      if (command === 'pause' && exitCode === 0) break;
      assert.equal(exitCode, command === 'pause' ? 4 : 130);
      run = command === 'pause' ? scene.start('resume') : scene.start('transcribe', '--yes');
    }
    await model.configure({ latency: 100 });
    const last = await run.done;
    assert.equal(last.exitCode, 0, last.stderr);
    assert.ok(allDone());
    const calls = await model.calls();
    for (const moment of heldAt) assert.deepEqual(avoidableRepeats(calls, moment), []);
  });
}
