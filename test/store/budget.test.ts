import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBudget, setBudget, spendingOf } from '../../src/store/budget.ts';
import { readGate } from '../../src/store/gates.ts';
import { writeJournal } from '../../src/store/journal.ts';
import { cutAttempt } from '../../src/store/journal.ts';
import { takeLease } from '../../src/store/limiter.ts';
import { ask, costing, end, openDatabase } from '../support/budgetCalls.ts';
import { aReply, usedAttempt } from '../support/calls.ts';

test('without a budget every call goes, whatever it may cost', () => {
  const db = openDatabase();
  assert.equal(ask(db, costing('a', null)), 'granted');
  assert.equal(ask(db, costing('b', 1e6)), 'granted');
  db.close();
});

test('pauses the run when the highest price of a call does not fit any more, and says so', () => {
  const db = openDatabase();
  setBudget(db, 'Final', 5);
  assert.equal(ask(db, costing('a', 3)), 'granted');
  end(db, costing('a', 3), 2.5);
  assert.equal(ask(db, costing('b', 3)), 'budget');
  assert.partialDeepStrictEqual(readGate(db, 'run-1'), {
    state: 'paused',
    reason: 'budget of $5.00 reached: spent $2.50, and the next call may cost up to $3.00',
  });
  assert.equal(ask(db, costing('c', 0.1)), 'paused');
  db.close();
});

test('a call waits while those in flight may yet leave room for it; the run goes on', () => {
  const db = openDatabase();
  setBudget(db, 'Final', 5);
  assert.equal(ask(db, costing('a', 3)), 'granted');
  assert.equal(ask(db, costing('b', 3)), 'budget');
  assert.equal(readGate(db, 'run-1').state, 'open');
  end(db, costing('a', 3), 1);
  assert.equal(ask(db, costing('b', 3)), 'granted');
  db.close();
});

test('a call that was cut counts with its highest price, because it may have been billed', () => {
  const db = openDatabase();
  setBudget(db, 'Final', 5);
  assert.equal(ask(db, costing('a', 3)), 'granted');
  end(db, costing('a', 3), null);
  assert.equal(spendingOf(db, 'Final').usd, 3);
  assert.equal(ask(db, costing('a', 3)), 'budget');
  db.close();
});

test('the reserve of a process that died is booked, not waited for', () => {
  const db = openDatabase();
  setBudget(db, 'Final', 5);
  takeLease(db, costing('dead', 4));
  db.run(`update leases set pid = 2147483646 where hash = 'dead'`);
  assert.equal(ask(db, costing('a', 2)), 'budget');
  assert.equal(readGate(db, 'run-1').state, 'paused');
  assert.equal(spendingOf(db, 'Final').usd, 4);
  db.close();
});

test('under a budget no call goes whose price is not known', () => {
  const db = openDatabase();
  setBudget(db, 'Final', 5);
  assert.equal(ask(db, costing('a', null)), 'budget');
  assert.match(readGate(db, 'run-1').reason ?? '', /needs the price of m,/);
  db.close();
});

test('the stand-in costs nothing and needs no room', () => {
  const db = openDatabase();
  setBudget(db, 'Final', 1);
  end(db, costing('a', 2), 2);
  assert.equal(ask(db, costing('b', 0)), 'granted');
  db.close();
});

test('all runs and pipelines of an assignment share its budget; another assignment has its own', () => {
  const db = openDatabase();
  setBudget(db, 'Final', 5);
  assert.equal(ask(db, costing('a', 4)), 'granted');
  end(db, costing('a', 4), 4);
  assert.equal(ask(db, costing('b', 2, { run: 'run-2', pipeline: 'generateRubric' })), 'budget');
  assert.equal(ask(db, costing('c', 2, { run: 'run-3', assignment: 'Midterm' })), 'granted');
  db.close();
});

test('the last budget set holds; without one there is no cap', () => {
  const db = openDatabase();
  assert.equal(readBudget(db, 'Final'), null);
  setBudget(db, 'Final', 5);
  setBudget(db, 'Final', 10);
  assert.equal(readBudget(db, 'Final'), 10);
  setBudget(db, 'Final', null);
  assert.equal(readBudget(db, 'Final'), null);
  db.close();
});

test('the kept sum is the journal’s, also for lines written by a version that knows of no sum', () => {
  const db = openDatabase();
  writeJournal(db, 1, costing('a', 2), usedAttempt(aReply({ costUsd: 0.25 })));
  assert.deepEqual(spendingOf(db, 'Final'), { usd: 0.25, unpriced: 0 });
  writeJournal(db, 1, costing('b', null), usedAttempt(aReply({ costUsd: null })));
  writeJournal(db, 1, costing('c', 1, { assignment: 'Midterm' }), usedAttempt(aReply({ costUsd: 1 })));
  writeJournal(db, 1, costing('d', 0.5), cutAttempt('cut', 1));
  assert.deepEqual(spendingOf(db, 'Final'), { usd: 0.75, unpriced: 1 });
  assert.deepEqual(spendingOf(db, 'Midterm'), { usd: 1, unpriced: 0 });
  db.close();
});

test('a permit under a budget costs the same with a long journal', () => {
  const db = openDatabase();
  const line = usedAttempt(aReply({ costUsd: 0.001 }));
  db.transaction(() => {
    for (let index = 0; index < 100_000; index++)
      writeJournal(
        db,
        1,
        costing(`old-${index}`, 0.002, { assignment: index % 2 ? 'Final' : 'Other' }),
        line,
      );
  });
  setBudget(db, 'Final', 1000);
  takeLease(db, costing('first', 0.002));
  const began = performance.now();
  for (let index = 0; index < 200; index++) {
    assert.equal(ask(db, costing(`new-${index}`, 0.002)), 'granted');
    end(db, costing(`new-${index}`, 0.002), 0.001);
  }
  const eachMs = (performance.now() - began) / 200;
  // About 0.15 ms; a sum over the whole journal takes 10.
  assert.ok(eachMs < 3, `${eachMs} ms`);
  assert.ok(Math.abs(spendingOf(db, 'Final').usd - 50.2) < 1e-6);
  db.close();
});
