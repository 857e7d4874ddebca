import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { PermitsClosed } from '../../src/store/permits.ts';
import { setLimits } from '../../src/store/providers.ts';
import { Store } from '../../src/store/store.ts';
import { aCall } from '../support/calls.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const store = new Store(join(temporaryFolder(), 'store.db'));
after(() => store.close());
const { signal } = new AbortController();

test('every call that waits for a limit is told which, not only the first in line', async () => {
  setLimits(store.quick, 'p', { maxWorkers: 1, rateLimitRps: 100 });
  const told = new Map<string, string | null>();
  const ask = (hash: string, run = 'run-1') =>
    store.permits.acquire(aCall({ hash, run }), {
      signal,
      onWait: ({ reason }) => void told.set(hash, reason),
    });
  await ask('in flight');
  const waiting = [ask('first'), ask('second'), ask('of another run', 'run-2')];
  assert.deepEqual(
    [...told],
    [
      ['first', '1 call is in flight'],
      ['second', '1 call is in flight'],
    ],
  );
  store.permits.close();
  for (const call of waiting) await assert.rejects(call, PermitsClosed);
});
