import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { setClock } from '../../src/store/clock.ts';
import { takeLease } from '../../src/store/limiter.ts';
import { readProvider, setLimits } from '../../src/store/providers.ts';
import { Store } from '../../src/store/store.ts';
import { setTokenLimit } from '../../src/store/tokenRate.ts';
import { aCall, aReply, usedAttempt } from '../support/calls.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

afterEach(() => setClock(null));

const hourMs = 3_600_000;
const startedAt = 1_800_000_000_000;
const refused = {
  kind: 'refused' as const,
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  startedAt: null,
  reason: 'No connection to the provider (ECONNREFUSED).',
};

test('a provider that is down for an hour is asked by one call at a time, ever more rarely, and then by all', async () => {
  let at = startedAt;
  setClock(() => at);
  const store = new Store(join(temporaryFolder(), 'store.db'));
  setLimits(store.quick, 'p', { maxWorkers: 10, rateLimitRps: 15 });
  const attempts: number[] = [];
  const call = (n: number) => aCall({ hash: `h${n}` });
  while (at < startedAt + hourMs) {
    const first = takeLease(store.quick, call(1));
    if (first.kind === 'wait') {
      assert.equal(first.why, 'hold');
      assert.match(first.reason ?? '', /No connection/);
      at = Math.max(first.until ?? at, at + 1);
      continue;
    }
    attempts.push(at);
    // From the second failure on, one call finds out for all.
    if (attempts.length > 2) assert.equal(takeLease(store.quick, call(2)).kind, 'wait');
    at += 5;
    const failure = { reason: refused.reason, startedAt: at - 5, retryAfterMs: null };
    store.keepOutage(call(1), refused, {
      ...failure,
      isRateLimit: false,
      saysRequests: false,
      toldRps: null,
    });
  }
  const pauses = attempts.slice(1).map((time, index) => time - (attempts[index] ?? 0));
  assert.ok(attempts.length < 80, `${attempts.length} calls in an hour`);
  assert.ok(pauses.every((pause) => pause <= 76_000) && (pauses.at(-1) ?? 0) >= 60_000);
  assert.equal(readProvider(store.quick, 'p').downSince, startedAt + 5);

  at = Math.max(readProvider(store.quick, 'p').heldUntil, at) + 1;
  assert.equal(takeLease(store.quick, call(1)).kind, 'granted');
  at += 1000;
  await store.keepReply(call(1), aReply(), { ...usedAttempt(aReply()), startedAt: at - 1000 });
  const { downSince, failures, maxWorkers } = readProvider(store.quick, 'p');
  assert.deepEqual([downSince, failures, maxWorkers], [null, 0, 10]);
  at += 2000;
  const granted = Array.from({ length: 12 }, (_, n) => takeLease(store.quick, call(n + 10)).kind);
  assert.equal(granted.filter((kind) => kind === 'granted').length, 10);
  store.close();
});

test('a hold and a token window from before the clock was set back hold nothing', () => {
  let at = startedAt;
  setClock(() => at);
  const store = new Store(join(temporaryFolder(), 'store.db'));
  setLimits(store.quick, 'p', { maxWorkers: 10, rateLimitRps: 15 });
  setTokenLimit(store.quick, 'p', 1000);
  const call = (hash: string) => aCall({ hash, mostTokens: 900 });
  assert.equal(takeLease(store.quick, call('a')).kind, 'granted');
  const failure = { reason: refused.reason, startedAt: at, retryAfterMs: 30_000 };
  store.keepOutage(call('a'), refused, {
    ...failure,
    isRateLimit: false,
    saysRequests: false,
    toldRps: null,
  });
  assert.equal(takeLease(store.quick, call('b')).kind, 'wait');
  at -= hourMs;
  assert.equal(takeLease(store.quick, call('b')).kind, 'granted');
  store.close();
});

test('a call that is refused long after its wave leaves what was learned since', () => {
  let at = startedAt;
  setClock(() => at);
  const store = new Store(join(temporaryFolder(), 'store.db'));
  setLimits(store.quick, 'p', { maxWorkers: 10, rateLimitRps: 15 });
  const call = (hash: string) => aCall({ hash });
  const refusal = {
    reason: '429',
    startedAt,
    retryAfterMs: 1000,
    isRateLimit: true,
    saysRequests: false,
    toldRps: null,
  };
  const [early, slow] = [call('early'), call('slow')];
  assert.equal(takeLease(store.quick, early).kind, 'granted');
  at += 1;
  assert.equal(takeLease(store.quick, slow).kind, 'granted');
  at += 10;
  store.keepOutage(early, refused, refusal);
  const { learned } = readProvider(store.quick, 'p');
  assert.ok(learned?.rps.level);
  at += 18_000;
  store.keepOutage(slow, refused, { ...refusal, startedAt: startedAt + 1 });
  assert.deepEqual(readProvider(store.quick, 'p').learned, learned);
  store.close();
});
