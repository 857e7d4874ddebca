import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { readJournal } from '../../src/store/journal.ts';
import { countLeases } from '../../src/store/countLeases.ts';
import { takeLease } from '../../src/store/limiter.ts';
import { writeGate } from '../../src/store/gates.ts';
import { holdProvider, readProvider, setLimits } from '../../src/store/providers.ts';
import { Store } from '../../src/store/store.ts';
import { aCall, aReply, usedAttempt } from '../support/calls.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const openStore = () => new Store(join(temporaryFolder(), 'store.db'));

interface Span {
  start: number;
  end: number;
}

async function takeInProcesses(file: string, processes: number, args: string[]): Promise<Span[]> {
  const outputs = await Promise.all(
    Array.from({ length: processes }, async (_, index) => {
      const script = new URL('../support/takePermits.ts', import.meta.url).pathname;
      const child = spawn(process.execPath, [
        '--disable-warning=ExperimentalWarning',
        script,
        file,
        `w${index}`,
        ...args,
      ]);
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
      child.stderr.pipe(process.stderr);
      const [code] = (await once(child, 'close')) as [number];
      assert.equal(code, 0);
      return text;
    }),
  );
  return outputs
    .flatMap((text) => text.trim().split('\n'))
    .map((line) => JSON.parse(line) as Span)
    .sort((a, b) => a.start - b.start);
}

const outage = { isRateLimit: false, saysRequests: false, toldRps: null };

const peak = (spans: Span[]): number =>
  Math.max(
    ...spans.map(({ start }) => spans.filter((other) => other.start <= start && other.end > start).length),
  );

const mostStartsIn = (spans: Span[], windowMs: number): number =>
  Math.max(
    ...spans.map(
      ({ start }) => spans.filter((other) => other.start >= start && other.start < start + windowMs).length,
    ),
  );

test('two processes together never hold more than the width', async () => {
  const store = openStore();
  store.close();
  const spans = await takeInProcesses(join(temporaryFolder(), 'store.db'), 2, ['20', '30', '4']);
  assert.equal(spans.length, 40);
  assert.equal(peak(spans), 4);
});

test('two processes together start at most ceil(r) calls in ceil(r)/r seconds', async () => {
  const spans = await takeInProcesses(join(temporaryFolder(), 'store.db'), 2, ['15', '0', '100', '10']);
  assert.ok(mostStartsIn(spans, 1000) <= 10);
});

test('a rate below one a second is kept: 0.5 is one start in two seconds', async () => {
  const spans = await takeInProcesses(join(temporaryFolder(), 'store.db'), 1, ['2', '0', '100', '0.5']);
  assert.ok((spans[1]?.start ?? 0) - (spans[0]?.start ?? 0) >= 2000);
});

test('the lease of a killed process is freed, and its call booked as unknown', async () => {
  const file = join(temporaryFolder(), 'store.db');
  const script = new URL('../support/takePermits.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, file, 'w', '1', '60000', '1']);
  const store = new Store(file);
  setLimits(store.quick, 'p', { maxWorkers: 1, rateLimitRps: Infinity });
  await waitFor(() => countLeases(store.quick, 'p') === 1);
  assert.equal(takeLease(store.quick, aCall()).kind, 'wait');
  child.kill('SIGKILL');
  await once(child, 'close');
  assert.equal(takeLease(store.quick, aCall()).kind, 'granted');
  const [line] = readJournal(store.quick, 0, 10);
  assert.equal(line?.kind, 'unknown');
  assert.equal(line?.costUsd, null);
  store.close();
});

test('when the process of the one call that probes a provider is killed, another call probes', async (t) => {
  const file = join(temporaryFolder(), 'store.db');
  const script = new URL('../support/takePermits.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, file, 'w', '1', '60000', '5']);
  t.after(() => child.kill('SIGKILL'));
  const store = new Store(file);
  await waitFor(() => countLeases(store.quick, 'p') === 1);
  for (const startedAt of [Date.now(), Date.now() + 60_000])
    holdProvider(store.quick, 'p', { reason: '503', startedAt, retryAfterMs: 0, ...outage });
  assert.equal(readProvider(store.quick, 'p').failures, 2);
  await waitFor(() => readProvider(store.quick, 'p').heldUntil < Date.now());
  const take = takeLease(store.quick, aCall());
  assert.equal(take.kind === 'wait' && take.reason, '503');
  child.kill('SIGKILL');
  await once(child, 'close');
  assert.equal(takeLease(store.quick, aCall()).kind, 'granted');
  assert.equal(readJournal(store.quick, 0, 10)[0]?.kind, 'unknown');
  store.close();
});

test('an equal request waits for the one in flight and then finds its reply', async () => {
  const store = openStore();
  const signal = new AbortController().signal;
  assert.equal((await store.permits.acquire(aCall(), { signal })).kind, 'granted');
  const second = store.permits.acquire(aCall({ item: 'student-02 page 1' }), { signal });
  await store.keepReply(aCall(), aReply(), usedAttempt(aReply()));
  assert.equal((await second).kind, 'stored');
  store.close();
});

test('a closed gate holds the calls of its run only', () => {
  const store = openStore();
  writeGate(store.quick, 'run-1', { state: 'paused', reason: 'asked' });
  const held = takeLease(store.quick, aCall());
  assert.deepEqual(held.kind === 'wait' && [held.why, held.scope, held.reason], ['paused', 'call', 'asked']);
  assert.equal(takeLease(store.quick, aCall({ hash: 'h2', run: 'run-2' })).kind, 'granted');
  store.close();
});

test('a 429 holds all calls until Retry-After, once an episode', () => {
  const store = openStore();
  const startedAt = Date.now() - 100;
  const until = holdProvider(store.quick, 'p', { reason: '429', startedAt, retryAfterMs: 5000, ...outage });
  assert.ok(until >= Date.now() + 4900);
  holdProvider(store.quick, 'p', { reason: '429', startedAt, retryAfterMs: null, ...outage });
  assert.equal(readProvider(store.quick, 'p').failures, 1);
  const take = takeLease(store.quick, aCall());
  assert.equal(take.kind === 'wait' && take.why, 'hold');
  store.close();
});

test('without Retry-After the pauses grow with each episode, up to a minute', () => {
  const store = openStore();
  const pauses = Array.from({ length: 9 }, () => {
    const at = Date.now();
    const startedAt = readProvider(store.quick, 'p').heldAt + 1;
    return holdProvider(store.quick, 'p', { reason: '503', startedAt, retryAfterMs: null, ...outage }) - at;
  });
  assert.ok((pauses[0] ?? 0) >= 1000 && (pauses[0] ?? 0) <= 1300);
  assert.ok((pauses[8] ?? 0) >= 59_000 && (pauses[8] ?? 0) <= 76_000);
  store.close();
});

test('a stopping process gives waiting calls back and starts none', async () => {
  const store = openStore();
  setLimits(store.quick, 'p', { maxWorkers: 1, rateLimitRps: Infinity });
  const signal = new AbortController().signal;
  await store.permits.acquire(aCall(), { signal });
  const waiting = store.permits.acquire(aCall({ hash: 'h2' }), { signal });
  store.permits.close();
  await assert.rejects(waiting, /stopping/);
  await assert.rejects(store.permits.acquire(aCall({ hash: 'h3' }), { signal }), /stopping/);
  store.close();
});

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}
