import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { widestAuto } from '../../src/domain/maxWorkers.ts';
import { nothingLearned, onRefusal, onReply } from '../../src/domain/learnedLimits.ts';
import { simulate, type Simulated } from '../support/simulatedProvider.ts';

const auto = (rps: number) => ({ width: widestAuto, rps, isAuto: true });
const fixed = (width: number, rps: number) => ({ width, rps, isAuto: false });

/** Replies a second between two times of the run, in ms. */
const pace = ({ replies }: Simulated, from: number, to: number): number =>
  (replies.filter((at) => at > from && at <= to).length / (to - from)) * 1000;
const refusedAfter = ({ starts }: Simulated, ms: number): number =>
  starts.filter(({ at, refused }) => refused && at > ms).length;

const runs = { numRuns: 12, seed: 7 };
const seed = fc.integer({ min: 1, max: 1e6 });
const latencyMs = fc.integer({ min: 1000, max: 5000 });

test('auto reaches nine tenths of what a limit on calls in flight allows within 15 s, with few 429s', () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 30 }), latencyMs, seed, (inFlight, latencyMs, seed) => {
      const run = simulate({ inFlight, latencyMs, jitter: 0.3 }, auto(15), 75_000, seed);
      const capacity = Math.min((inFlight / latencyMs) * 1000, 15);
      assert.ok(pace(run, 15_000, 75_000) >= 0.9 * capacity, `${pace(run, 15_000, 75_000)} of ${capacity}`);
      assert.ok(refusedAfter(run, 15_000) <= 0.02 * run.starts.length + 2);
    }),
    runs,
  );
});

test('a rate that the provider limits is learned, with a fixed width and with auto', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 9 }), fc.boolean(), seed, (rps, isAuto, seed) => {
      const asked = isAuto ? auto(15) : fixed(30, 15);
      const run = simulate({ rps, latencyMs: 1110, jitter: 0.3 }, asked, 75_000, seed);
      assert.ok(pace(run, 15_000, 75_000) >= 0.9 * rps, `${pace(run, 15_000, 75_000)} of ${rps}`);
      assert.ok(refusedAfter(run, 1000) <= 0.05 * run.starts.length, `${refusedAfter(run, 1000)} refused`);
    }),
    runs,
  );
});

test('a slow rate is learned as well, and asks for no more than one call too many in ten', () => {
  const latencies = fc.constantFrom(300, 1000, 4000);
  fc.assert(
    fc.property(fc.constantFrom(0.5, 1, 2), latencies, seed, (rps, latencyMs, seed) => {
      const run = simulate({ rps, latencyMs, jitter: 0.3, wholeSeconds: true }, fixed(20, 15), 90_000, seed);
      const wanted = 0.85 * rps;
      assert.ok(pace(run, 15_000, 90_000) >= wanted, `${pace(run, 15_000, 90_000)} of ${rps}`);
      assert.ok(refusedAfter(run, 1000) <= 0.1 * run.starts.length, `${refusedAfter(run, 1000)} refused`);
    }),
    runs,
  );
});

test('calls that come late are not taken for a limit on calls in flight', () => {
  const late = { lateShare: 0.1, lateMs: 40, wholeSeconds: true };
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 6 }), fc.constantFrom(300, 1000), seed, (rps, latencyMs, seed) => {
      const run = simulate({ rps, latencyMs, jitter: 0, ...late }, fixed(20, 15), 90_000, seed);
      assert.ok(pace(run, 1000, 90_000) >= 0.85 * rps, `${pace(run, 1000, 90_000)} of ${rps}`);
      assert.ok(refusedAfter(run, 1000) <= 0.05 * run.starts.length, `${refusedAfter(run, 1000)} refused`);
    }),
    { ...runs, numRuns: 30 },
  );
});

test('a rate that the provider tells is not tried higher for five minutes', () => {
  const provider = { rps: 3, latencyMs: 300, jitter: 0, wholeSeconds: true, tells: true };
  const run = simulate(provider, fixed(20, 15), 200_000, 1);
  assert.equal(run.episodes.length, 1);
  assert.ok(pace(run, 2000, 200_000) >= 0.96 * 3, `${pace(run, 2000, 200_000)} a second`);
});

test('a limit of calls a minute is known after the first wave', () => {
  const provider = { rps: 0.5, latencyMs: 300, jitter: 0, tells: true };
  const run = simulate(provider, fixed(20, 15), 60_000, 1);
  assert.equal(run.episodes.length, 1);
});

test('a limit on calls in flight that looked like a rate at first is found in the end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 8 }), seed, (inFlight, seed) => {
      const provider = { inFlight, latencyMs: 1000, jitter: 0.3, wholeSeconds: true };
      const run = simulate(provider, fixed(20, 15), 200_000, seed);
      assert.ok(
        pace(run, 100_000, 200_000) >= 0.9 * inFlight,
        `${pace(run, 100_000, 200_000)} of ${inFlight}`,
      );
      assert.ok(refusedAfter(run, 100_000) <= 0.02 * run.starts.length);
    }),
    runs,
  );
});

test('a provider that has refused everything for a while is soon asked as before', () => {
  const refuses = { from: 10_000, to: 30_000 };
  for (const asked of [fixed(20, 10), auto(10)]) {
    const run = simulate({ latencyMs: 300, jitter: 0.1, refuses }, asked, 120_000, 1);
    assert.ok(pace(run, 80_000, 120_000) >= 7, `${pace(run, 80_000, 120_000)} a second`);
  }
});

test('a first call that is refused is followed by others within seconds', () => {
  const refuses = { from: 0, to: 10 };
  const run = simulate({ latencyMs: 300, jitter: 0.1, refuses }, fixed(1, 10), 30_000, 1);
  assert.ok(pace(run, 20_000, 30_000) >= 2, `${pace(run, 20_000, 30_000)} a second`);
});

const refusal = { inFlight: 3, starts: [], waitMs: 1000, saysRequests: null, toldRps: null };
const refusedAt = (at: number, learned = nothingLearned) =>
  onRefusal(learned, fixed(20, 10), { ...refusal, at, waveAt: at });

test('a wait of hours is a quota’s and lowers nothing', () => {
  const quota = { ...refusal, at: 5000, waveAt: 5000, waitMs: 3_600_000 };
  assert.equal(onRefusal(nothingLearned, fixed(20, 10), quota), nothingLearned);
});

test('a refusal hours after the last wave begins another one', () => {
  const first = refusedAt(1000);
  assert.equal(refusedAt(9_000_000, first).episode?.refused, 0);
  const sameWave = onRefusal(first, fixed(20, 10), { ...refusal, at: 1010, waveAt: 1000 });
  assert.equal(sameWave.episode?.refused, 1);
});

test('after the clock was set back a lowered rate still rises', () => {
  const reply = (at: number) => ({ at, latencyMs: 300, inFlight: 1 });
  let learned = refusedAt(3_600_000);
  const before = learned.rps.level ?? Infinity;
  for (let at = 1000; at < 20_000; at += 500) learned = onReply(learned, fixed(20, 10), reply(at));
  assert.ok((learned.rps.level ?? Infinity) > before, `${learned.rps.level}`);
});

test('one wave of 429s lowers the width once, to nine tenths of what was in flight', () => {
  const run = simulate({ inFlight: 40, latencyMs: 11_100, jitter: 0.3 }, auto(15), 20_000, 1);
  assert.ok(refusedAfter(run, 0) > run.episodes.length);
  assert.deepEqual([...new Set(run.levels.map(({ width }) => width))].slice(0, 1), [36]);
});

test('the width swings by no more than a fifth once it is found', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 40 }), seed, (inFlight, seed) => {
      const run = simulate({ inFlight, latencyMs: 2000, jitter: 0.3 }, auto(1000), 75_000, seed);
      const widths = run.levels.filter(({ at }) => at > 20_000).map(({ width }) => width);
      assert.ok(Math.max(...widths) <= 1.2 * inFlight && Math.min(...widths) >= 0.8 * inFlight - 1);
    }),
    runs,
  );
});

test('the width is opened by the rate alone while nothing is refused', () => {
  const run = simulate({ latencyMs: 5000, jitter: 0 }, auto(15), 4000, 1);
  assert.equal(run.starts.length, 60);
});

test('where more calls in flight only wait longer the width stops growing, at no loss', () => {
  const run = simulate({ servers: 20, latencyMs: 1000, jitter: 0.3 }, auto(100), 120_000, 1);
  assert.ok((run.levels.at(-1)?.width ?? Infinity) <= 30);
  assert.ok(pace(run, 60_000, 120_000) >= 0.95 * 20);
});

test('a provider that is only slow is not throttled for good', () => {
  const run = simulate({ latencyMs: 20_000, jitter: 0.7 }, auto(15), 200_000, 1);
  assert.equal(run.levels.at(-1)?.width, widestAuto);
});

test('what was lowered comes back to what was asked when the provider refuses no more', () => {
  const run = simulate({ rps: 12, latencyMs: 300, jitter: 0.1 }, fixed(20, 15), 5000, 1);
  assert.ok((run.levels.at(-1)?.rps ?? 15) < 15);
  const free = simulate({ latencyMs: 300, jitter: 0.1 }, fixed(20, 15), 60_000, 1);
  assert.equal(free.levels.at(-1)?.rps, 15);
});
