import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openScene } from '../support/scene.ts';

const scene = await openScene({ students: 3, pages: 2, latency: 300, env: { AITA_MAX_WORKERS: '1' } });
const { model } = scene;
const limits = () => {
  const store = scene.store();
  const rows = store.quick.all('select * from providers');
  store.close();
  return rows.map((row) => [row['max_workers'], row['rate_limit']]);
};

test('a command with other options than the open run is refused, spends nothing and changes no limit', async () => {
  const run = scene.start('transcribe', '--yes');
  await model.until(({ delivered }) => delivered.calls >= 1, 90_000);
  run.kill('SIGINT');
  const stopped = await run.done;
  assert.equal(stopped.exitCode, 130, stopped.stderr);
  assert.match(stopped.stdout, /To go on: aita transcribe --assignment Final, with the same options/);
  const [{ total }, before] = [await model.stats(), limits()];
  for (const more of [['--no-reuse'], ['--limit', '1', '--max-workers', '4']]) {
    const { exitCode, stderr } = await scene.run('transcribe', '--yes', ...more);
    assert.equal(exitCode, 2);
    assert.match(
      stderr,
      /open with other inputs or options: .*\n.* aita resume --assignment Final;.* aita cancel/,
    );
  }
  assert.deepEqual([(await model.stats()).total, limits()], [total, before]);
  const again = await scene.json('resume');
  assert.deepEqual([again.exitCode, again.done], [0, 6]);
  assert.equal((await model.stats()).total, 6);
});
