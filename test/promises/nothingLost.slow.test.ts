import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openScene } from '../support/scene.ts';

const scene = await openScene({
  students: 4,
  pages: 3,
  latency: 50,
  faults: [
    { fault: 'http400', nth: 1 },
    { fault: 'refusalField', from: 2, to: 2 },
    { fault: 'truncatedContent', nth: 3 },
    { fault: 'http500', nth: 6 },
  ],
  env: { AITA_MAX_WORKERS: '4' },
});
const { model } = scene;
writeFileSync(join(scene.dataDir, 'Final', 'pages', 'Zoë Müller 4', 'page-3.jpg'), 'no image');

const statuses = () =>
  ['student-01', 'student-02', 'student-03', 'student-04'].flatMap((student) =>
    scene.result(student).pages.map(({ status, text, reason }) => ({ status, text, reason })),
  );

test('a failed page is listed with its reason and never becomes an empty text; the others go on', async () => {
  const run = await scene.json('transcribe');
  assert.equal(run.exitCode, 3, run.stderr);
  assert.equal(run.status, 'partial');
  assert.equal((run.done ?? 0) + (run.failed ?? 0), 12);
  assert.deepEqual(run.failures.length, 2);
  assert.ok(run.failures.some(({ reason }) => reason.startsWith('400 ')));
  assert.ok(run.failures.some(({ item, reason }) => item === 'student-04 page 3' && /image/.test(reason)));
  const pages = statuses();
  assert.equal(pages.length, 12);
  for (const { status, text, reason } of pages) {
    if (status === 'done') assert.ok(text !== null && text !== '' && reason === null);
    else assert.ok(status === 'failed' && text === null && reason !== null);
  }
});

test('a reply that could not be used is asked again with the reason, and its price is booked', async () => {
  const store = scene.store();
  const kinds = store.quick.all('select kind, count(*) as n from journal group by kind');
  const count = (kind: string) => Number(kinds.find((row) => row['kind'] === kind)?.['n'] ?? 0);
  store.close();
  assert.equal(count('unusable'), 2);
  assert.equal(count('refused'), 2);
});

test('the same command again asks the failed pages only', async () => {
  const before = (await model.stats()).total;
  const run = await scene.json('transcribe');
  assert.equal(run.exitCode, 3);
  assert.deepEqual(
    run.failures.map(({ item }) => item),
    ['student-04 page 3'],
  );
  assert.equal((await model.stats()).total, before + 1);
});
