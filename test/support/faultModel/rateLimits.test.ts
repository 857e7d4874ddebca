import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startFaultModel } from '../faultModel.ts';
import { askModel, rawAsk } from './askModel.ts';
import type { Limits } from './faultConfig.ts';
import { RateLimits } from './rateLimits.ts';

/** Times at which a call of `tokens` is let in when one is tried each millisecond. */
function admittedAt(limits: Limits, untilMs: number, tokens = 1): number[] {
  const gate = new RateLimits(limits);
  const times = Array.from({ length: untilMs }, (_, ms) => ms);
  return times.filter((ms) => {
    const answer = gate.admit(tokens, ms);
    if ('retryAfterMs' in answer) return false;
    answer.end();
    return true;
  });
}

test('lets in exactly the requests of each window', () => {
  assert.deepEqual(admittedAt({ rps: 3 }, 2005), [0, 1, 2, 1000, 1001, 1002, 2000, 2001, 2002]);
  assert.deepEqual(admittedAt({ rps: 0.5 }, 4001), [0, 2000, 4000]);
  assert.deepEqual(admittedAt({ rps: 2.5 }, 1300), [0, 1, 2, 1200, 1201, 1202]);
  assert.deepEqual(admittedAt({ rpm: 2, minuteMs: 100 }, 202), [0, 1, 100, 101, 200, 201]);
});

test('lets in the tokens of a minute, corrected when the reply is known', () => {
  assert.deepEqual(admittedAt({ tpm: 100, minuteMs: 50 }, 52, 40), [0, 1, 50, 51]);
  const gate = new RateLimits({ tpm: 100 });
  const first = gate.admit(40, 0);
  assert.ok('correct' in first);
  first.correct(90);
  assert.deepEqual(gate.admit(40, 1), { limit: 'tokens', retryAfterMs: 59_999 });
  assert.ok('correct' in gate.admit(10, 1));
});

test('says to the millisecond when the next call may come', () => {
  const gate = new RateLimits({ rps: 2, rpm: 3 });
  gate.admit(1, 0);
  gate.admit(1, 300);
  assert.deepEqual(gate.admit(1, 400), { limit: 'requests', retryAfterMs: 600 });
  gate.admit(1, 1000);
  assert.deepEqual(gate.admit(1, 1001), { limit: 'requests', retryAfterMs: 58_999 });
});

test('a refused call takes a place only when told so', () => {
  assert.deepEqual(admittedAt({ rps: 1 }, 1001), [0, 1000]);
  assert.deepEqual(admittedAt({ rps: 1, countRefused: true }, 3000), [0]);
});

test('limits calls in flight', () => {
  const gate = new RateLimits({ inFlight: 1 });
  const first = gate.admit(1, 0);
  assert.ok('end' in first);
  assert.deepEqual(gate.admit(1, 1), { limit: 'inFlight', retryAfterMs: 1000 });
  first.end();
  assert.ok('end' in gate.admit(1, 2));
});

test('sends the limits in headers, and 429 with Retry-After above them', async () => {
  await using model = await startFaultModel({
    limits: { rpm: 2, tpm: 10_000 },
    retryAfterAs: 'milliseconds',
  });
  const first = await rawAsk(model, 'abcd');
  await first.text();
  assert.equal(first.headers.get('x-ratelimit-limit-requests'), '2');
  assert.equal(first.headers.get('x-ratelimit-remaining-requests'), '1');
  assert.equal(first.headers.get('x-ratelimit-reset-requests'), '1m0s');
  assert.equal(first.headers.get('x-ratelimit-limit-tokens'), '10000');
  assert.equal(first.headers.get('x-ratelimit-remaining-tokens'), '9999');
  await askModel(model, 'abcd');
  const third = await rawAsk(model, 'abcd');
  assert.equal(third.status, 429);
  assert.equal(third.headers.get('x-ratelimit-remaining-requests'), '0');
  const waitMs = Number(third.headers.get('retry-after-ms'));
  assert.ok(waitMs > 50_000 && waitMs <= 60_000);
  assert.equal((await model.stats()).refusedByLimits, 1);
});

test('a call that follows a reply at once is never above the limit in flight', async () => {
  await using model = await startFaultModel({ limits: { inFlight: 2 } });
  const lane = async () => {
    for (let index = 0; index < 40; index++) await askModel(model, `call ${index}`);
  };
  await Promise.all([lane(), lane()]);
  const { byStatus, peakInFlight } = await model.stats();
  assert.deepEqual(byStatus, { 200: 80 });
  assert.equal(peakInFlight, 2);
});

test('never answers more than the limit in any window, however it is pushed', async () => {
  await using model = await startFaultModel({ limits: { rpm: 20 } });
  const push = Array.from({ length: 10 }, async () => {
    for (let index = 0; index < 12; index++) await (await rawAsk(model, 'push')).text();
  });
  await Promise.all(push);
  const { byStatus, peakStarts } = await model.stats(60_000);
  assert.equal(byStatus['200'], 20);
  assert.equal(byStatus['429'], 100);
  assert.equal(peakStarts, 120);
});
