import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Pipeline } from '../../src/domain/identity.ts';
import { openScene } from '../support/scene.ts';

test('a process left for a run that others have ended meanwhile begins no other in its place', async () => {
  const scene = await openScene({ students: 1, pages: 1, latency: 20 });
  const lines = [1, 2, 3].map((n) => JSON.stringify({ id: `task-${n}`, prompt: `Do ${n}.` }));
  const file = join(scene.folder, 'tasks.jsonl');
  writeFileSync(file, lines.join('\n'));
  const batch = await scene.run('batch', file, '--out', `${file}.out`, '--no-reuse', '--yes', '--quiet');
  assert.equal(batch.exitCode, 0, batch.stderr);
  const store = scene.store();
  const row = store.quick.get('select job, run, plan from runs order by at desc limit 1');
  store.close();
  const name = String(row?.['job']).split(':')[1] ?? '';
  assert.match(String(row?.['job']), new RegExp(`^${Pipeline.runBatch}:`));
  const args = [`--batch=${name}`, '--plan', String(row?.['plan']), '--run', String(row?.['run'])];
  const late = await scene.run('carry-on', ...args);
  assert.equal(late.exitCode, 0, late.stderr);
  assert.equal((await scene.model.stats()).total, 3);
});
