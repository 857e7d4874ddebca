import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Database } from '../../src/store/database.ts';
import { writeJournal } from '../../src/store/journal.ts';
import { takeLease } from '../../src/store/limiter.ts';
import { readProvider, setLimits } from '../../src/store/providers.ts';
import { Store } from '../../src/store/store.ts';
import {
  correctTokens,
  enterTokenWindow,
  readTokenLimit,
  setTokenLimit,
  tokenWindowMs,
} from '../../src/store/tokenRate.ts';
import { aCall, aReply, usedAttempt } from '../support/calls.ts';
import { seededRandom } from '../support/faultModel/seededRandom.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const start = 1_000_000;

function openDatabase(perMinute: number | null): Database {
  const db = new Database(join(temporaryFolder(), 'store.db'), { durable: false });
  db.migrate();
  setTokenLimit(db, 'p', perMinute);
  return db;
}

const using = (mostTokens: number, hash = 'a') => aCall({ hash, mostTokens });

test('without a limit nothing is waited for and nothing is kept', () => {
  const db = openDatabase(null);
  assert.equal(enterTokenWindow(db, using(1e9), start), null);
  assert.equal(db.get('select count(*) as n from token_starts')?.['n'], 0);
  db.close();
});

test('calls wait when their tokens would not fit into the minute, until enough of it has passed', () => {
  const db = openDatabase(1000);
  assert.equal(enterTokenWindow(db, using(600, 'a'), start), null);
  assert.equal(enterTokenWindow(db, using(300, 'b'), start + 30_000), null);
  const wait = enterTokenWindow(db, using(300, 'c'), start + tokenWindowMs - 500);
  assert.deepEqual(wait, { until: start + tokenWindowMs, reason: '1000 tokens per minute' });
  assert.equal(enterTokenWindow(db, using(300, 'c'), start + tokenWindowMs), null);
  db.close();
});

test('a reply puts the tokens it really used in the place of those expected', () => {
  const db = openDatabase(1000);
  const call = using(900, 'a');
  assert.equal(enterTokenWindow(db, call, start), null);
  assert.notEqual(enterTokenWindow(db, using(500, 'b'), start + 1000), null);
  correctTokens(db, call, start, 200);
  assert.equal(enterTokenWindow(db, using(500, 'b'), start + 1000), null);
  db.close();
});

test('a call larger than the whole limit goes when the window is empty, and says that it waits for that', () => {
  const db = openDatabase(1000);
  assert.equal(enterTokenWindow(db, using(100, 'a'), start), null);
  const wait = enterTokenWindow(db, using(5000, 'b'), start + tokenWindowMs - 10);
  assert.match(wait?.reason ?? '', /may use 5000 tokens, more than the limit of 1000/);
  assert.equal(enterTokenWindow(db, using(5000, 'b'), start + tokenWindowMs), null);
  assert.notEqual(enterTokenWindow(db, using(1, 'c'), start + tokenWindowMs + 60_000), null);
  db.close();
});

test('once some calls of a step are known, the next are expected to be a quarter larger than the largest', () => {
  const db = openDatabase(10_000);
  for (let index = 0; index < 5; index++) {
    const reply = aReply({ inputTokens: 100, outputTokens: 10 * index });
    writeJournal(db, 1, using(0, `known-${index}`), usedAttempt(reply));
  }
  enterTokenWindow(db, using(8000, 'a'), start);
  assert.equal(db.get('select tokens from token_starts')?.['tokens'], 1.25 * 140);
  enterTokenWindow(db, aCall({ hash: 'b', step: 'another', mostTokens: 8000 }), start + 1);
  assert.equal(db.get(`select tokens from token_starts where hash = 'b'`)?.['tokens'], 8000);
  db.close();
});

test('whoever looks at the limits in force sees it', () => {
  const db = openDatabase(1000);
  setLimits(db, 'p', { maxWorkers: 5, rateLimitRps: 10 });
  setLimits(db, 'other', { maxWorkers: 5, rateLimitRps: 10 });
  const seen = ['p', 'other'].map((provider) => readProvider(db, provider).tokensPerMinute);
  assert.deepEqual(seen, [1000, null]);
  db.close();
});

test('another provider has a window of its own; the last limit set holds', () => {
  const db = openDatabase(1000);
  setTokenLimit(db, 'q', 500);
  assert.equal(enterTokenWindow(db, using(900), start), null);
  assert.equal(enterTokenWindow(db, aCall({ provider: 'q', mostTokens: 400 }), start), null);
  setTokenLimit(db, 'p', 2000);
  assert.deepEqual([readTokenLimit(db, 'p'), readTokenLimit(db, 'q')], [2000, 500]);
  setTokenLimit(db, 'p', null);
  assert.equal(readTokenLimit(db, 'p'), null);
  db.close();
});

test('no minute holds more than the limit, whatever calls use and when they end (50 seeds)', () => {
  const db = openDatabase(1000);
  for (let seed = 1; seed <= 50; seed++) {
    db.run('delete from token_starts');
    const random = seededRandom(seed);
    const starts: { at: number; tokens: number }[] = [];
    let at = start;
    for (let index = 0; index < 60; index++) {
      const call = using(Math.ceil(1 + random() * 400), `${seed}-${index}`);
      for (let wait = enterTokenWindow(db, call, at); wait; wait = enterTokenWindow(db, call, at))
        at = wait.until;
      const used = Math.floor(random() * call.mostTokens);
      starts.push({ at, tokens: used });
      correctTokens(db, call, at, used);
      at += random() * 5000;
    }
    for (const { at: from } of starts) {
      const inMinute = starts.filter((other) => other.at >= from && other.at < from + 60_000);
      const sum = inMinute.reduce((total, { tokens }) => total + tokens, 0);
      assert.ok(sum <= 1000, `seed ${seed}: ${sum} tokens in a minute`);
    }
  }
  db.close();
});

test('the limiter holds the calls of the provider, and a booked reply frees what it did not use', async () => {
  const store = new Store(join(temporaryFolder(), 'store.db'));
  setTokenLimit(store.quick, 'p', 1000);
  const first = takeLease(store.quick, using(900, 'a'));
  const held = takeLease(store.quick, using(500, 'b'));
  assert.deepEqual(held.kind === 'wait' && [held.why, held.scope], ['rate', 'provider']);
  const reply = aReply({ inputTokens: 100, outputTokens: 50 });
  const startedAt = first.kind === 'granted' ? first.at : 0;
  await store.keepReply(using(900, 'a'), reply, { ...usedAttempt(reply), startedAt });
  assert.equal(takeLease(store.quick, using(500, 'b')).kind, 'granted');
  store.close();
});

test('a refused call leaves nothing in the window; one that was cut stays', () => {
  const store = new Store(join(temporaryFolder(), 'store.db'));
  setTokenLimit(store.quick, 'p', 1000);
  for (const [hash, tokens] of [
    ['refused', 0],
    ['cut', null],
  ] as const) {
    const take = takeLease(store.quick, using(500, hash));
    const startedAt = take.kind === 'granted' ? take.at : 0;
    const attempt = { ...usedAttempt(aReply()), inputTokens: tokens, outputTokens: tokens, startedAt };
    store.keepFailure(using(500, hash), { ...attempt, kind: tokens === 0 ? 'refused' : 'unknown' });
  }
  assert.equal(store.quick.get('select total(tokens) as sum from token_starts')?.['sum'], 500);
  store.close();
});
