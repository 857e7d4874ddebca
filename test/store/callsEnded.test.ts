import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { haveCallsEnded } from '../../src/store/callsEnded.ts';
import { readJournal } from '../../src/store/journal.ts';
import { takeLease } from '../../src/store/limiter.ts';
import { Store } from '../../src/store/store.ts';
import { aCall } from '../support/calls.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const store = new Store(join(temporaryFolder(), 'store.db'));
after(() => store.close());

test('a run waits for calls in flight, and not for those of a process that was killed', () => {
  takeLease(store.quick, aCall());
  assert.deepEqual(
    ['run-1', 'run-2'].map((run) => haveCallsEnded(store.durable, run)),
    [false, true],
  );
  store.quick.run(`update leases set process_started = 'before this one'`);
  assert.equal(haveCallsEnded(store.durable, 'run-1'), true);
  assert.equal(readJournal(store.quick, 0, 10)[0]?.kind, 'unknown');
});
