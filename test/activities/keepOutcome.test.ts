import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Desk } from '../../src/activities/desk.ts';
import { finalFailure } from '../../src/activities/failure.ts';
import { keepOutcome } from '../../src/activities/keepOutcome.ts';
import { PageUnreadable } from '../../src/files/pageUnreadable.ts';
import { readOutcome } from '../../src/store/outcomes.ts';
import { Store, storeFile } from '../../src/store/store.ts';
import { countUnreadable } from '../../src/store/unreadable.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

function openDesk() {
  const dataDir = temporaryFolder();
  const store = new Store(storeFile(dataDir));
  after(() => store.close());
  const desk: Desk = { dataDir, folder: 'f', store, model: null };
  const runOf = (id: string) => ({ id, job: 'job', startedAt: 0, plan: 'plan' });
  const reason = () => readOutcome(store.quick, 'job', 'item')?.reason;
  const unread = () => Promise.reject(new PageUnreadable('the file is gone'));
  return { desk, runOf, reason, unread };
}

test('a page that went away before its call fails for good', async () => {
  const { desk, runOf, reason, unread } = openDesk();
  const plan = { pipeline: 'transcribe', retryFailed: true };
  const failure = { type: 'PageUnreadable', nonRetryable: true, message: 'the file is gone' };
  await assert.rejects(keepOutcome(desk, { run: runOf('1'), plan }, 'item', unread), failure);
  assert.equal(reason(), 'the file is gone');
});

const words = {
  transcribe: 'the file is gone (failed before; aita retry-failed asks again)',
  runBatch: 'the file is gone (failed before; without AITA_RETRY_FAILED_TASKS=false it is asked again)',
};
for (const [pipeline, message] of Object.entries(words)) {
  test(`${pipeline}: what is not asked again keeps its reason as it was, however many runs come`, async () => {
    const { desk, runOf, reason, unread } = openDesk();
    const plan = { pipeline, retryFailed: false };
    const keep = (run: string) => keepOutcome(desk, { run: runOf(run), plan }, 'item', unread);
    await assert.rejects(keep('1'), { type: 'PageUnreadable' });
    for (const run of ['2', '3']) {
      await assert.rejects(keep(run), { type: 'NotRetried', nonRetryable: true, message });
      assert.equal(reason(), 'the file is gone');
    }
  });
}

test('a run knows which of its failures are files that cannot be read, also when it only kept them', async () => {
  const { desk, runOf, unread } = openDesk();
  const refused = () => Promise.reject(finalFailure('ReplyUnusable', 'no text'));
  const keep = (run: string, retryFailed: boolean, work = unread) =>
    assert.rejects(
      keepOutcome(desk, { run: runOf(run), plan: { pipeline: 'transcribe', retryFailed } }, 'item', work),
    );
  const counts = () => ['1', '2', '3'].map((run) => countUnreadable(desk.store.quick, 'job', run));
  await keep('1', true);
  assert.deepEqual(counts(), [1, 0, 0]);
  await keep('2', false);
  assert.deepEqual(counts(), [0, 1, 0]);
  await keep('3', true, refused);
  assert.deepEqual(counts(), [0, 0, 0]);
});
