import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { spendInWords, unknownSpendInWords } from '../../src/client/spendInWords.ts';
import { costOf, cellOf } from '../../src/domain/spend.ts';
import { readJournal, writeJournal } from '../../src/store/journal.ts';
import { cutAttempt } from '../../src/store/journal.ts';
import { knownSpendOfRun, usageOfRun } from '../../src/store/spend.ts';
import { Store } from '../../src/store/store.ts';
import { aCall, aReply, usedAttempt } from '../support/calls.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const { quick } = new Store(join(temporaryFolder(), 'store.db'));
const said = (run: string) => {
  const spend = knownSpendOfRun(quick, run);
  return [spendInWords(spend), unknownSpendInWords(spend)];
};

test('says what a run has cost', () => {
  writeJournal(quick, 1, aCall({ run: 'priced' }), usedAttempt(aReply({ costUsd: 1.25 })));
  assert.deepEqual(said('priced'), ['$1.25', null]);
});

test('says at least what is known when calls were cut, and lays it to no missing price', () => {
  writeJournal(quick, 1, aCall({ run: 'cut' }), usedAttempt(aReply({ costUsd: 1.25 })));
  for (const reason of ['cancelled', 'killed'])
    writeJournal(quick, 1, aCall({ run: 'cut' }), cutAttempt(reason, 1));
  assert.deepEqual(said('cut'), ['at least $1.25', '2 calls cut off, which may have been billed']);
});

test('says that a price is missing where one is', () => {
  writeJournal(quick, 1, aCall({ run: 'priceless' }), usedAttempt(aReply({ costUsd: null })));
  assert.deepEqual(said('priceless'), ['unknown', '1 call without a known price']);
});

test('a refused call is billed nothing and leaves nothing unknown', () => {
  const refused = { ...usedAttempt(aReply({ costUsd: 0 })), kind: 'refused' as const };
  writeJournal(quick, 1, aCall({ run: 'refused' }), refused);
  assert.deepEqual(said('refused'), ['$0.00', null]);
});

test('a cut call to the stand-in has cost nothing', () => {
  const call = aCall({ run: 'stand-in', reservedUsd: 0 });
  writeJournal(quick, 1, call, cutAttempt('killed', 1));
  assert.deepEqual(said('stand-in'), ['$0.00', null]);
  assert.equal(usageOfRun(quick, 'stand-in').costUsd, 0);
  const line = readJournal(quick, 0, 100).find(({ run }) => run === 'stand-in');
  assert.ok(line);
  assert.equal(costOf(cellOf(line)), 0);
});
