import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { workflowId } from '../../src/domain/identity.ts';
import type { Spend } from '../../src/domain/spend.ts';
import { clientOf } from '../support/histories.ts';
import { openScene } from '../support/scene.ts';

const width = 4;
const scene = await openScene({
  students: 4,
  pages: 5,
  latency: 1000,
  prices: { inUsdPerMillion: 3, outUsdPerMillion: 15 },
  cachedTokens: 64,
  faults: [
    { fault: 'otherShape', nth: [9, 10] },
    { fault: 'http500', nth: 11 },
    { fault: 'http429', nth: 14, retryAfterMs: 100 },
  ],
  env: { AITA_MAX_WORKERS: String(width) },
});
const { model } = scene;

interface Costs {
  rows: ({ name: string } & Spend)[];
  total: Spend & { costUsd: number | null };
  ledger: { verdict: string; isRight: boolean };
}

async function costs(...args: string[]): Promise<Costs> {
  const run = await scene.run('costs', '--json', ...args);
  assert.equal(run.exitCode, 0, run.stderr);
  return JSON.parse(run.stdout) as Costs;
}

/** To the token, and to the millionth of a dollar, what the provider has counted. */
async function assertEqualsProvider({ total, ledger }: Costs): Promise<void> {
  const { delivered, total: calls } = await model.stats();
  assert.equal(total.calls, calls);
  assert.deepEqual([total.inputTokens, total.outputTokens], [delivered.inputTokens, delivered.outputTokens]);
  assert.equal(total.cachedTokens, 64 * delivered.calls);
  assert.ok(Math.abs(total.knownUsd - delivered.costUsd) < 1e-6, `${total.knownUsd}, ${delivered.costUsd}`);
  assert.equal(ledger.isRight, true, ledger.verdict);
}

test('costs are what the provider counted, through retries, broken replies and a kill -9', async () => {
  const first = scene.start('transcribe', '--yes');
  // All lanes have just begun a call: none of them ends between this look and the kill.
  await model.until(({ inFlight, delivered }) => inFlight === width && delivered.calls >= width, 30_000);
  first.kill('SIGKILL');
  await first.done;
  await model.configure({ latency: 100 });
  const run = await scene.json('transcribe');
  assert.deepEqual([run.exitCode, run.done, run.failed], [0, 20, 0], run.stderr);
  const found = await costs();
  await assertEqualsProvider(found);
  const { aborted, byStatus } = await model.stats();
  assert.deepEqual([found.total.unknown, found.total.costUsd], [aborted, null]);
  assert.equal(found.total.unusable, 2);
  assert.ok(found.total.unusableUsd > 0);
  assert.equal(found.total.refused, (byStatus['500'] ?? 0) + (byStatus['429'] ?? 0));
  const bySteps = await costs('--assignment', 'Final');
  assert.deepEqual(
    bySteps.rows.map(({ name }) => name),
    ['transcribePage'],
  );
});

test('reuse is counted and costs nothing', async () => {
  const before = await costs();
  await scene.json('transcribe');
  const { total } = await costs();
  assert.equal(total.reused, before.total.reused + 20);
  assert.deepEqual([total.calls, total.knownUsd], [before.total.calls, before.total.knownUsd]);
});

test('a reset of a run books nothing twice', async () => {
  const before = await costs();
  const client = await clientOf(scene);
  const course = readFileSync(join(scene.dataDir, 'course.json'), 'utf8');
  const job = workflowId('transcribe', 'Final', (JSON.parse(course) as { id: string }).id);
  const handle = client.workflow.getHandle(job);
  const { events } = await handle.fetchHistory();
  const firstTask = events?.find((event) => event.workflowTaskCompletedEventAttributes);
  const worker = scene.start('worker');
  await client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: job, runId: (await handle.describe()).runId },
    reason: 'test',
    requestId: 'reset-1',
    workflowTaskFinishEventId: firstTask?.eventId ?? null,
  });
  await client.workflow.getHandle(job).result();
  worker.kill('SIGTERM');
  await worker.done;
  await client.connection.close();
  const after = await costs();
  await assertEqualsProvider(after);
  assert.deepEqual([after.total.calls, after.total.knownUsd], [before.total.calls, before.total.knownUsd]);
});

test('what was spent stays booked when replies are forgotten', async () => {
  assert.equal((await scene.run('forget', '--yes')).exitCode, 0);
  await assertEqualsProvider(await costs());
});

test('without an engine the journal answers; a lost engine database is built again from it', async () => {
  await scene.run('engine', 'stop', '--yes');
  rmSync(scene.env['AITA_STATE_DIR'] ?? '', { recursive: true });
  const alone = await costs();
  await assertEqualsProvider(alone);
  assert.match(alone.ledger.verdict, /no engine runs/);
  await scene.run('engine', 'start');
  const rebuilt = await costs();
  assert.equal(rebuilt.ledger.verdict, 'The ledger agrees.');
  assert.deepEqual(rebuilt.total, alone.total);
});

test('what a deleted store has spent is still known, and the new one adds to it', async () => {
  const before = await costs();
  rmSync(join(scene.dataDir, '.aita'), { recursive: true });
  const gone = await costs();
  assert.deepEqual(gone.total, before.total);
  const run = await scene.json('transcribe');
  assert.deepEqual([run.exitCode, run.reused], [0, 0]);
  await assertEqualsProvider(await costs());
});
