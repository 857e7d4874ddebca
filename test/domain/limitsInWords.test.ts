import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockTime } from '../../src/domain/clockTime.ts';
import { nothingLearned, onRefusal } from '../../src/domain/learnedLimits.ts';
import {
  holdInWords,
  isLongHold,
  limitsInWords,
  loweredInWords,
  type LimitsInForce,
} from '../../src/domain/limitsInWords.ts';

const asked = { width: 12, rps: 15, isAuto: false };
const auto = { width: 200, rps: 15, isAuto: true };
const open: LimitsInForce = {
  asked,
  learned: null,
  maxWorkers: 12,
  rateLimitRps: 15,
  tokensPerMinute: null,
  heldAt: 0,
  heldUntil: 0,
  heldReason: null,
  downSince: null,
};
const refusal = {
  at: 0,
  inFlight: 8,
  waveAt: 0,
  starts: [],
  waitMs: 1000,
  saysRequests: null,
  toldRps: null,
};
const refused = onRefusal(nothingLearned, asked, refusal);

test('says what was asked for while nothing less is in force', () => {
  assert.equal(limitsInWords(open), '12 calls in flight, 15 starts a second');
  assert.equal(
    limitsInWords({ ...open, tokensPerMinute: 20_000 }),
    '12 calls in flight, 15 starts a second, and 20000 tokens a minute',
  );
  assert.equal(
    limitsInWords({ ...open, asked: auto, maxWorkers: 200 }),
    'up to 200 calls in flight (auto), 15 starts a second',
  );
  assert.equal(
    limitsInWords({ ...open, maxWorkers: 1, asked: { ...asked, width: 1, rps: 0.2 }, rateLimitRps: 0.2 }),
    '1 call in flight, 0.2 starts a second',
  );
  assert.equal(loweredInWords(open), null);
});

test('says what the provider refused, beside what was asked for', () => {
  const lowered = { ...open, learned: refused, maxWorkers: 8, rateLimitRps: 2.9137 };
  assert.equal(
    limitsInWords(lowered),
    '8 calls in flight of 12 (the provider refused more), 2.9 starts a second of 15 (the provider refused more)',
  );
  assert.equal(loweredInWords(lowered), 'width 8, 2.9/s');
  assert.match(
    limitsInWords({ ...lowered, asked: auto }),
    /^8 calls in flight \(auto; the provider refused more\)/,
  );
});

test('says of a width that was not refused that more calls were of no use', () => {
  const lowered = { ...open, asked: auto, learned: nothingLearned, maxWorkers: 8 };
  assert.match(limitsInWords(lowered), /^8 calls in flight \(auto; more only made replies slower\)/);
});

test('says until when calls are held, since when and why', () => {
  const since = Date.now();
  const held = { ...open, downSince: since, heldUntil: since + 4000, heldReason: '503 busy' };
  const [from, until] = [clockTime(since), clockTime(since + 4000)];
  assert.equal(
    holdInWords(held, since + 1000),
    `waiting for the provider until ${until}, since ${from}: 503 busy`,
  );
  assert.equal(
    holdInWords(held, since + 4001),
    `asking the provider again, without an answer since ${from}: 503 busy`,
  );
  assert.equal(holdInWords(open, since), null);
  const answered = { ...held, downSince: null, heldAt: since };
  assert.equal(holdInWords(answered, since + 1000), holdInWords(held, since + 1000));
  assert.equal(holdInWords(answered, since + 4001), null);
});

test('tells a rate limit’s short breath from an outage', () => {
  const since = 1_000_000;
  assert.equal(isLongHold({ ...open, downSince: since, heldUntil: since + 1200 }, since + 1), false);
  assert.equal(isLongHold({ ...open, downSince: since, heldUntil: since + 30_000 }, since + 1), true);
  assert.equal(isLongHold({ ...open, downSince: since, heldUntil: since + 1200 }, since + 3001), true);
  assert.equal(isLongHold(open, since), false);
});
