import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { compareLedger } from '../../src/client/compareLedger.ts';
import { bookRange, type Ledger, type SpendRange } from '../../src/domain/ledger.ts';
import { totalSpend } from '../../src/domain/spend.ts';
import { postSpend } from '../../src/store/postSpend.ts';
import { Store } from '../../src/store/store.ts';
import { aCall, aReply, usedAttempt } from '../support/calls.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

function openStore(): { store: Store; spend: (hash: string) => Promise<void> } {
  const store = new Store(join(temporaryFolder(), 'store.db'));
  const spend = (hash: string) => store.keepReply(aCall({ hash }), aReply(), usedAttempt(aReply()));
  return { store, spend };
}

const sendTo = (ledger: Ledger) => async (range: SpendRange) => bookRange(ledger, range);

test('a ledger that was told everything agrees; one whose sums are others is named with the difference', async () => {
  const { store, spend } = openStore();
  const ledger: Ledger = { journals: [] };
  for (const hash of ['a', 'b', 'c']) await spend(hash);
  await postSpend(store, sendTo(ledger));
  assert.deepEqual(compareLedger(store, ledger), { verdict: 'The ledger agrees.', isRight: true, gone: [] });
  const [cell] = ledger.journals[0]?.cells ?? [];
  assert.ok(cell);
  cell.outputTokens += 1;
  const { verdict, isRight } = compareLedger(store, ledger);
  assert.equal(isRight, false);
  assert.match(verdict, /outputTokens 31 and 30/);
  store.close();
});

test('a store that was set back to an older copy is noticed', async () => {
  const { store, spend } = openStore();
  const ledger: Ledger = { journals: [] };
  await spend('a');
  await postSpend(store, sendTo(ledger));
  bookRange(ledger, { journal: store.journalId, from: 2, to: 9, cells: [] });
  assert.match(compareLedger(store, ledger).verdict, /lines up to 9, the journal ends at 1/);
  store.close();
});

test('what the ledger knows of a store that is gone comes beside the journal', async () => {
  const [old, own] = [openStore(), openStore()];
  const ledger: Ledger = { journals: [] };
  await old.spend('a');
  await postSpend(old.store, sendTo(ledger));
  await own.spend('b');
  await postSpend(own.store, sendTo(ledger));
  const { gone, isRight } = compareLedger(own.store, ledger);
  assert.deepEqual([isRight, totalSpend(gone).calls], [true, 1]);
  old.store.close();
  own.store.close();
});

test('a ledger that has lost everything is told everything again, in pages', async () => {
  const { store, spend } = openStore();
  await Promise.all(Array.from({ length: 1500 }, (_, call) => spend(`hash-${call}`)));
  await postSpend(store, sendTo({ journals: [] }));
  const fresh: Ledger = { journals: [] };
  let posts = 0;
  await postSpend(store, async (range) => (posts++, bookRange(fresh, range)), { asks: true });
  assert.equal(totalSpend(fresh.journals[0]?.cells ?? []).calls, 1500);
  assert.equal(posts, 3);
  store.close();
});
