import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { failedAttempts } from '../../src/client/verbose.ts';
import { writeJournal, type Attempt } from '../../src/store/journal.ts';
import { Store } from '../../src/store/store.ts';
import { aCall, aReply, usedAttempt } from '../support/calls.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const store = new Store(join(temporaryFolder(), 'store.db'));
const used = usedAttempt(aReply());
const refused: Attempt = { ...used, kind: 'refused', reason: 'HTTP 500' };
const journal = (run: string, ...attempts: Attempt[]) => {
  for (const attempt of attempts) writeJournal(store.quick, 1, aCall({ run }), attempt);
};

test('tells a failed attempt at the next look, however long the journal is, and once', () => {
  store.quick.transaction(() => journal('before', ...Array.from({ length: 5000 }, () => used)));
  journal('run-1', refused, used);
  const look = failedAttempts({ store }, { plan: { endpoint: 'https://model.test' } }, 'run-1');
  const told = 'Attempt failed: student-01 page 1: refused, HTTP 500; next try soon';
  assert.deepEqual([look(), look()], [[told], []]);
  journal('another', refused);
  journal('run-1', used);
  assert.deepEqual(look(), []);
  journal('run-1', refused);
  assert.deepEqual(look(), [told]);
});
