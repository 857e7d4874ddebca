import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { estimateRemainingMs, type Pace } from '../../src/client/estimateRemaining.ts';
import { PaceRecorder, type Speed } from '../../src/client/paceRecorder.ts';
import { emptyProgress, progressAt, simulateEnds, type SimulatedRun } from '../support/simulatedRun.ts';

const anyPace: fc.Arbitrary<Pace> = fc
  .record({
    callsLeft: fc.nat(300),
    width: fc.integer({ min: 1, max: 60 }),
    rps: fc.double({ min: 0.05, max: 100, noNaN: true }),
    sinceMs: fc.nat(1_000_000),
    gapsMs: fc.array(fc.nat(3000), { maxLength: 100 }),
    idleMs: fc.nat(20_000),
  })
  .map(({ gapsMs, idleMs, ...pace }) => {
    let time = pace.sinceMs;
    const completedAtMs = gapsMs.map((gap) => (time += gap));
    return { ...pace, completedAtMs, nowMs: time + idleMs };
  });

test('is never negative, and always finite once a call came back', () => {
  fc.assert(
    fc.property(anyPace, (pace) => {
      const remaining = estimateRemainingMs(pace);
      if (pace.callsLeft > 0 && pace.completedAtMs.length === 0) assert.equal(remaining, null);
      else assert.ok(remaining !== null && remaining >= 0 && Number.isFinite(remaining));
    }),
  );
});

test('is zero when nothing is left', () => {
  fc.assert(fc.property(anyPace, (pace) => assert.equal(estimateRemainingMs({ ...pace, callsLeft: 0 }), 0)));
});

test('never shrinks when there is more to do', () => {
  fc.assert(
    fc.property(anyPace, fc.integer({ min: 1, max: 50 }), (pace, more) => {
      const [less, all] = [pace, { ...pace, callsLeft: pace.callsLeft + more }].map(estimateRemainingMs);
      assert.ok(all === null || (less ?? 0) <= (all ?? 0));
    }),
  );
});

test('never promises more calls per second than the rate limit allows', () => {
  fc.assert(
    fc.property(anyPace, (pace) => {
      const remaining = estimateRemainingMs(pace);
      const burst = Math.ceil(pace.rps);
      // At most `width` of the calls left are in flight already; the rest wait for the limiter's windows.
      const windows = Math.floor((pace.callsLeft - pace.width - 1) / burst) - 1;
      assert.ok(remaining === null || remaining >= ((windows * burst) / pace.rps) * 1000 - 1e-6);
    }),
  );
});

test('keeps to the rate limit also when calls came back sooner than it allows', () => {
  // As when a run is joined whose first calls were started before anyone watched.
  const pace = {
    callsLeft: 4,
    width: 1,
    rps: 0.1763535132228027,
    sinceMs: 0,
    completedAtMs: [0, 0, 2407],
    nowMs: 21_050,
  };
  assert.ok((estimateRemainingMs(pace) ?? 0) >= 1000 / pace.rps);
});

test('does not depend on when the clock began', () => {
  fc.assert(
    fc.property(anyPace, fc.nat(1e9), (pace, shift) => {
      const shifted = {
        ...pace,
        sinceMs: pace.sinceMs + shift,
        nowMs: pace.nowMs + shift,
        completedAtMs: pace.completedAtMs.map((time) => time + shift),
      };
      const [a, b] = [estimateRemainingMs(pace), estimateRemainingMs(shifted)];
      assert.ok(a === b || Math.abs((a ?? 0) - (b ?? 0)) < 1);
    }),
  );
});

/** Watches a simulated run every 250 ms; the truth and what was said when `share` of the calls were back. */
function watchUntil(run: SimulatedRun, share: number): Speed & { trueMs: number } {
  const ends = simulateEnds(run);
  const recorder = new PaceRecorder({ width: run.width, rps: run.rps, free: run.reused });
  const lastEnd = ends.at(-1) ?? 0;
  for (let nowMs = 0; ; nowMs += 250) {
    const speed = recorder.observe(progressAt(run, ends, nowMs), nowMs);
    const back = ends.filter((end) => end <= nowMs).length;
    if (back >= share * run.calls) return { ...speed, trueMs: lastEnd - nowMs };
  }
}

const runs: Record<string, Omit<SimulatedRun, 'seed'>> = {
  'the width binds': { calls: 600, width: 5, rps: 100, latencyMs: 1110, jitter: 0.3, reused: 0 },
  'the rate limit binds': { calls: 600, width: 50, rps: 10, latencyMs: 2000, jitter: 0.3, reused: 0 },
  'a fraction of a call per second': {
    calls: 60,
    width: 5,
    rps: 0.5,
    latencyMs: 3000,
    jitter: 0.3,
    reused: 0,
  },
  'calls in step': { calls: 100, width: 10, rps: 15, latencyMs: 1110, jitter: 0, reused: 0 },
  'two thirds stored': { calls: 600, width: 8, rps: 20, latencyMs: 1500, jitter: 0.4, reused: 400 },
};

for (const [name, run] of Object.entries(runs)) {
  test(`is within 10 % of the truth at 25, 50 and 75 %: ${name}`, () => {
    for (const share of [0.25, 0.5, 0.75]) {
      for (let seed = 1; seed <= 10; seed++) {
        const { trueMs, remainingMs } = watchUntil({ ...run, seed }, share);
        const off = Math.abs((remainingMs ?? Infinity) - trueMs);
        // The run is looked at every 250 ms: nothing can be known more exactly.
        assert.ok(
          off <= Math.max(0.1 * trueMs, 250),
          `seed ${seed} at ${share}: ${remainingMs} of ${trueMs} ms`,
        );
      }
    }
  });
}

test('takes stored items for what they are: no calls', () => {
  const run = { calls: 100, width: 5, rps: 10, latencyMs: 1000, jitter: 0, seed: 1 };
  const without = watchUntil({ ...run, reused: 0 }, 0.5);
  const withStored = watchUntil({ ...run, reused: 500 }, 0.5);
  const off = Math.abs((without.remainingMs ?? 0) - (withStored.remainingMs ?? 0));
  assert.ok(off <= 1000, `${without.remainingMs} and ${withStored.remainingMs} ms`);
  assert.ok(Math.abs((without.callsPerSecond ?? 0) - (withStored.callsPerSecond ?? 0)) < 0.5);
});

test('goes by the limits in force, not by those asked for', () => {
  const run = { calls: 300, width: 100, rps: 3, latencyMs: 1500, jitter: 0.3, reused: 0, seed: 1 };
  const ends = simulateEnds(run);
  const recorder = new PaceRecorder({ width: 100, rps: 50 });
  for (let nowMs = 0; nowMs <= 10_000; nowMs += 250) {
    recorder.bound(100, 2.9);
    const { remainingMs } = recorder.observe(progressAt(run, ends, nowMs), nowMs);
    const trueMs = (ends.at(-1) ?? 0) - nowMs;
    if (nowMs > 5000)
      assert.ok(Math.abs((remainingMs ?? 0) / trueMs - 1) < 0.1, `${remainingMs} of ${trueMs} ms`);
  }
});

test('says nothing while paused, and starts afresh after it or after a closed lid', () => {
  const recorder = new PaceRecorder({ width: 1, rps: 10 });
  const at = (seconds: number, done: number, state: 'running' | 'paused' = 'running') =>
    recorder.observe({ ...emptyProgress, total: 100, done, state }, seconds * 1000).remainingMs;
  assert.equal(at(0, 0), null);
  assert.equal(at(2, 1), 198_000);
  assert.equal(at(3, 1, 'paused'), null);
  assert.equal(at(1000, 1), null);
  assert.equal(at(1002, 2), 196_000);
  assert.equal(at(40_000, 2), null);
  assert.equal(at(40_002, 3), 194_000);
});
