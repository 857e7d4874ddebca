import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientOf, historiesOf, payloadsOf } from '../support/histories.ts';
import { openScene } from '../support/scene.ts';

const scene = await openScene({
  students: 52,
  pages: 10,
  latency: 0,
  env: { AITA_MAX_WORKERS: '40', AITA_RATE_LIMIT_RPS: '100000' },
});

test('a run of more pages than a chunk holds: every page has its result, no history is long, no payload large', async () => {
  const run = await scene.json('transcribe');
  assert.deepEqual([run.exitCode, run.done, run.failed, run.total], [0, 520, 0, 520], run.stderr);
  assert.equal((await scene.model.stats()).total, 520);
  const client = await clientOf(scene);
  const histories = await historiesOf(client, `ExecutionStatus = 'Completed'`);
  await client.connection.close();
  assert.equal(histories.length, 3);
  for (const { id, history } of histories) {
    assert.ok((history.events?.length ?? 0) < 10_000, id);
    for (const payload of payloadsOf(history)) assert.ok(payload.length <= 64 * 1024, id);
  }
  const last = scene.result('student-52').pages;
  assert.deepEqual(
    last.map(({ status }) => status),
    Array.from({ length: 10 }, () => 'done'),
  );
});

test('nothing in the engine names a student or a file', async () => {
  const client = await clientOf(scene);
  const histories = await historiesOf(client, '');
  await client.connection.close();
  const everything = histories
    .flatMap(({ id, history }) => [id, JSON.stringify(history), ...payloadsOf(history).map(String)])
    .join('\n');
  assert.ok(
    everything.includes('student-07 page 2') || everything.includes('"student":"student-07","page":2'),
  );
  for (const secret of ['Zoë', 'Müller', 'page-2.jpg']) assert.ok(!everything.includes(secret), secret);
});
