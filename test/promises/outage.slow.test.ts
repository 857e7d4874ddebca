import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openScene } from '../support/scene.ts';
import { waitFor } from '../support/waitFor.ts';

const outageMs = 20_000;

test('a provider that is gone for 20 s is waited for: it costs nothing, is said, and the run goes on by itself', async () => {
  const scene = await openScene({
    students: 10,
    pages: 5,
    latency: 300,
    env: { AITA_MAX_WORKERS: '5' },
    faults: [{ fault: 'refuseConnections', nth: 10, forMs: outageMs }],
  });
  const run = scene.start('transcribe', '--yes');
  const said = /waiting for the provider until \d\d:\d\d:\d\d.*since \d\d:\d\d:\d\d.*No connection/;
  await waitFor(() => said.test(run.output.stderr), 60_000);
  const status = await scene.run('status');
  assert.match(status.stdout, /waiting for the provider until \d\d:\d\d:\d\d.*No connection/);
  assert.match(status.stdout, /transcribePage student-\d\d page \d: waiting since \d\d:\d\d:\d\d/);
  const { exitCode, stdout, stderr } = await run.done;
  assert.equal(exitCode, 0, stdout + stderr);
  const store = scene.store();
  const refused = store.quick.all("select started_at, cost_usd from journal where kind = 'refused'");
  const used = store.quick.all("select count(*) as n from journal where kind = 'used'");
  store.close();
  assert.equal(used[0]?.['n'], 50);
  // Five in flight when it began, then one at a time after 1, 2, 4, 8 and 16 s.
  assert.ok(refused.length <= 5 + 6, `${refused.length} calls were tried`);
  assert.ok(refused.every((line) => line['cost_usd'] === 0));
});
