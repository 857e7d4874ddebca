import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { askedToPause } from '../../src/domain/batch.ts';
import { pausedByHand } from '../../src/domain/progress.ts';
import { openGate, readGate, writeGate } from '../../src/store/gates.ts';
import { cutAttempt } from '../../src/store/journal.ts';
import { takeLease } from '../../src/store/limiter.ts';
import { Store } from '../../src/store/store.ts';
import { aCall, aReply, usedAttempt } from '../support/calls.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const refused = '401 Incorrect API key provided.';

function pausedStore(reason: string): Store {
  const store = new Store(join(temporaryFolder(), 'store.db'));
  after(() => store.close());
  writeGate(store.durable, 'run-1', { state: 'paused', reason });
  return store;
}

const take = (store: Store, hash: string, run = 'run-1') => takeLease(store.quick, aCall({ hash, run }));

test('after a refused key one call goes; its reply opens the gate for all', async () => {
  const store = pausedStore(refused);
  openGate(store.durable, 'run-1');
  assert.equal(take(store, 'a').kind, 'granted');
  const waits = take(store, 'b');
  assert.ok(waits.kind === 'wait');
  assert.match(waits.reason ?? '', /one call finds out whether this is over: 401/);
  await store.keepReply(aCall({ hash: 'a' }), aReply(), usedAttempt(aReply()));
  assert.equal(readGate(store.quick, 'run-1').state, 'open');
  assert.deepEqual([take(store, 'b').kind, take(store, 'c').kind], ['granted', 'granted']);
});

test('a call that was cut proves nothing: the next one tries', () => {
  const store = pausedStore(refused);
  openGate(store.durable, 'run-1');
  assert.equal(take(store, 'a').kind, 'granted');
  store.keepFailure(aCall({ hash: 'a' }), cutAttempt('cut', 1));
  assert.equal(readGate(store.quick, 'run-1').state, 'trying');
  assert.equal(take(store, 'b').kind, 'granted');
  assert.equal(take(store, 'c').kind, 'wait');
});

test('opening twice is opening once, and other runs of the provider go on meanwhile', () => {
  const store = pausedStore(refused);
  openGate(store.durable, 'run-1');
  openGate(store.durable, 'run-1');
  assert.equal(readGate(store.quick, 'run-1').state, 'trying');
  take(store, 'a');
  assert.equal(take(store, 'b', 'run-2').kind, 'granted');
});

for (const reason of [pausedByHand, `${askedToPause} by the program`]) {
  test(`a run that was ${reason} goes on at once with all calls`, () => {
    const store = pausedStore(reason);
    openGate(store.durable, 'run-1');
    assert.deepEqual([take(store, 'a').kind, take(store, 'b').kind], ['granted', 'granted']);
  });
}
