import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { pageRequest } from '../../src/activities/transcribe.prompt.ts';
import { countFree } from '../../src/client/countFree.ts';
import { loadConfig } from '../../src/config.ts';
import { PageFile } from '../../src/files/pageFile.ts';
import type { PlannedPage, TranscribePlan } from '../../src/domain/plan.ts';
import { requestHash } from '../../src/llm/request.ts';
import { writePlan } from '../../src/store/plans.ts';
import { Store } from '../../src/store/store.ts';
import { aCall, aReply, usedAttempt } from '../support/calls.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { aPlan } from '../support/aPlan.ts';

const plan: TranscribePlan = {
  ...aPlan,
  pipeline: 'transcribe',
  sendBlank: false,
  mask: null,
};

const page = (number: number): PlannedPage => ({
  student: 'student-01',
  page: number,
  path: `Final/pages/x/${number}.jpg`,
  bytes: 1,
  mtimeMs: 1,
});

/** Six pages: 1 blank, 2 to 4 stored, 5 looked at, 6 not even that. */
async function sixPages() {
  const dir = temporaryFolder();
  const store = new Store(join(dir, 'store.db'));
  const items = [1, 2, 3, 4, 5, 6].map((number) => ({
    name: `student-01 page ${number}`,
    partOf: 'student-01',
    item: page(number),
  }));
  await writePlan(store.quick, 'digest', plan, items);
  for (const { item } of items.slice(0, 5)) {
    const facts = {
      digest: `digest-${item.page}`,
      isBlank: item.page === 1,
      width: 10,
      height: 10,
      ink: 0.1,
    };
    store.pageFacts.keep(JSON.stringify([item.path, item.bytes, item.mtimeMs]), JSON.stringify(facts));
    const hash = requestHash(pageRequest(plan, item, facts.digest, new PageFile(dir, item)));
    if (item.page > 1 && item.page < 5)
      await store.keepReply(aCall({ hash }), aReply(), usedAttempt(aReply()));
  }
  const place = {
    config: loadConfig({ env: {}, cwd: dir }),
    folder: { dir, id: 'f', assignments: () => [] },
    store,
  };
  const count = (given: Partial<TranscribePlan> = {}) =>
    countFree(place, { plan: { ...plan, ...given }, digest: 'digest', job: 'job', runId: 'run-1' });
  return { store, count };
}

test('counts blank and stored pages, and no page that nobody has looked at', async () => {
  const { store, count } = await sixPages();
  assert.equal(count(), 4);
  store.close();
});

test('counts no page that this run has bought, for it is done already', async () => {
  const { store, count } = await sixPages();
  const done = { run: 'run-1', status: 'done', ref: 'x', reason: null } as const;
  store.keepOutcome('job', { ...done, item: 'student-01 page 2', reused: false });
  store.keepOutcome('job', { ...done, item: 'student-01 page 3', reused: true });
  store.keepOutcome('job', { ...done, item: 'student-01 page 4', reused: false, run: 'an earlier one' });
  assert.equal(count(), 3);
  store.close();
});

test('counts what the options say: all is asked again, or blank pages are sent', async () => {
  const { store, count } = await sixPages();
  assert.equal(count({ reuse: false }), 1);
  assert.equal(count({ sendBlank: true }), 3);
  store.close();
});
