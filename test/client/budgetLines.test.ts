import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { budgetAhead, budgetLines, spentLines } from '../../src/client/budgetLines.ts';
import type { Session } from '../../src/client/session.ts';
import { setBudget } from '../../src/store/budget.ts';
import { writeJournal } from '../../src/store/journal.ts';
import { cutAttempt } from '../../src/store/journal.ts';
import { Store } from '../../src/store/store.ts';
import { aCall, aReply, usedAttempt } from '../support/calls.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const store = new Store(join(temporaryFolder(), 'store.db'));
const session = { store, config: { budgetUsd: null } } as Session;
const withBudget = (budgetUsd: number) => ({ store, config: { budgetUsd } }) as Session;
const run = { assignment: 'Final', runId: 'run-1' };

test('nothing is said without a budget', () => {
  assert.deepEqual(budgetLines(session, 'Final'), []);
  assert.deepEqual(spentLines(session, run), []);
});

test('says what the budget is and how much of it is spent, by the command’s own before the kept one', () => {
  setBudget(store.quick, 'Final', 5);
  const reply = aReply({ costUsd: 1.25 });
  writeJournal(store.quick, 1, aCall({ reservedUsd: 2 }), usedAttempt(reply));
  assert.deepEqual(spentLines(session, run), ['Budget: $5.00 for all runs of Final, $1.25 of it spent']);
  assert.match(budgetLines(withBudget(10), 'Final').join(), /^Budget: \$10\.00 /);
  assert.deepEqual(budgetLines(withBudget(Infinity), 'Final'), []);
});

test('says beforehand when nothing is left of the budget', () => {
  assert.deepEqual(budgetAhead(session, 'Final'), budgetLines(session, 'Final'));
  assert.deepEqual(budgetAhead(withBudget(1.25), 'Final'), [
    'Budget: $1.25 for all runs of Final, $1.25 of it spent',
    'Nothing is left of it: the run pauses until it is given more.',
  ]);
});

test('says how many calls of unknown price are not in it', () => {
  writeJournal(store.quick, 1, aCall({ reservedUsd: null }), usedAttempt(aReply({ costUsd: null })));
  assert.match(
    budgetLines(session, 'Final').join(),
    /\$1\.25 of it spent; not in it: 1 call of unknown price/,
  );
});

test('says when the provider charged more than the highest price known for a call, and books what it charged', () => {
  writeJournal(store.quick, 1, aCall({ reservedUsd: 0.5 }), usedAttempt(aReply({ costUsd: 0.75 })));
  const [budget, above] = spentLines(session, run);
  assert.match(budget ?? '', /\$2\.00 of it spent/);
  assert.match(above ?? '', /^Above the price table: 1 calls? cost \$0\.25 more/);
});

test('does not call spent what is only kept for calls that were cut', () => {
  writeJournal(store.quick, 1, aCall({ reservedUsd: 0.04 }), cutAttempt('the process died', 1));
  assert.match(
    budgetLines(session, 'Final').join(),
    /\$2\.00 of it spent and \$0\.0400 kept for calls that were cut/,
  );
  store.close();
});
