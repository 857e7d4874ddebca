import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newCallRecord, type CallRecord } from './callRecord.ts';
import type { FaultRule } from './faultConfig.ts';
import { FaultPlan } from './faultPlan.ts';

function callOf(number: number, more: Partial<CallRecord> = {}): CallRecord {
  return {
    ...newCallRecord(number, 0),
    hash: `hash-${number}`,
    attempt: 1,
    key: 'a',
    schema: 'rubric',
    ...more,
  };
}

/** Numbers of the calls, of `count`, that the rules hit. */
function hits(rules: FaultRule[], count: number, more: (number: number) => Partial<CallRecord> = () => ({})) {
  const plan = new FaultPlan(rules, 7);
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return numbers.filter((number) => plan.next(callOf(number, more(number))) !== null);
}

test('plays a fault at the numbers given, or from one number to another', () => {
  assert.deepEqual(hits([{ fault: 'http500', nth: 2 }], 5), [2]);
  assert.deepEqual(hits([{ fault: 'http500', nth: [1, 4] }], 5), [1, 4]);
  assert.deepEqual(hits([{ fault: 'http500', from: 2, to: 3 }], 5), [2, 3]);
});

test('plays a fault as often as given, in all or for each key', () => {
  const keyOf = (number: number) => ({ key: number % 2 === 0 ? 'even' : 'odd' });
  assert.deepEqual(hits([{ fault: 'http500', times: 2 }], 6, keyOf), [1, 2]);
  assert.deepEqual(hits([{ fault: 'http500', timesPerKey: 2 }], 6, keyOf), [1, 2, 3, 4]);
});

test('matches by schema, key and pattern of the key', () => {
  const keyOf = (number: number) => ({
    key: `student-0${number}`,
    schema: number < 3 ? 'page_text' : 'rubric',
  });
  assert.deepEqual(hits([{ fault: 'http500', schema: 'page_text' }], 4, keyOf), [1, 2]);
  assert.deepEqual(hits([{ fault: 'http500', key: 'student-03' }], 4, keyOf), [3]);
  assert.deepEqual(hits([{ fault: 'http500', keyMatches: '0[24]$' }], 4, keyOf), [2, 4]);
});

test('the first rule that fits is played', () => {
  const plan = new FaultPlan([{ fault: 'http429', nth: 1 }, { fault: 'http500' }], 1);
  assert.deepEqual([plan.next(callOf(1))?.fault, plan.next(callOf(2))?.fault], ['http429', 'http500']);
});

test('draws by seed, about as often as the probability says, whatever the order of arrival', () => {
  const rules: FaultRule[] = [{ fault: 'http500', probability: 0.2 }];
  const forwards = hits(rules, 1000, (number) => ({ hash: `hash-${number}` }));
  const backwards = hits(rules, 1000, (number) => ({ hash: `hash-${1001 - number}` }));
  assert.ok(forwards.length > 150 && forwards.length < 250, String(forwards.length));
  assert.deepEqual(
    backwards.map((number) => 1001 - number).toSorted((a, b) => a - b),
    forwards,
  );
});
