import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterFailures, batchAfterFailures } from '../../src/client/afterFailures.ts';

const run = { pipeline: 'transcribe', assignment: 'Quiz 1', endpoint: 'offline', failed: 3, unreadable: 0 };
const retry =
  "Next: aita retry-failed --assignment 'Quiz 1' --pipeline transcribe --offline (asks only the failed items again)";
const again = "aita transcribe --assignment 'Quiz 1', with the same options";

test('failures that a call may mend are asked again', () => {
  assert.deepEqual(afterFailures(run, true), [retry]);
  assert.deepEqual(afterFailures(run, false), [retry]);
});

test('no retry mends a file that cannot be read: another one takes its place', () => {
  assert.deepEqual(afterFailures({ ...run, unreadable: 3 }, true), [
    `Next: replace the files that cannot be read, then: ${again} (nothing paid is asked again)`,
  ]);
});

test('where both kinds failed, both steps are named', () => {
  assert.deepEqual(afterFailures({ ...run, unreadable: 1 }, true), [
    retry,
    `For the files that cannot be read: replace them, then: ${again} (nothing paid is asked again)`,
  ]);
});

test('the same command reads a new file only when it asks failed items again', () => {
  assert.match(
    afterFailures({ ...run, unreadable: 3 }, false).join(),
    /with the same options and without AITA_RETRY_FAILED_TASKS=false \(/,
  );
});

test('a batch has one command for both kinds', () => {
  assert.equal(batchAfterFailures('the same command again', 0), 'the same command again');
  assert.equal(
    batchAfterFailures('the same command again', 2),
    'replace the images that cannot be read, then the same command again',
  );
});
