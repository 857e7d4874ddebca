import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { dollars } from '../../src/domain/cost.ts';
import { duration, progressLine, type LineState } from '../../src/client/progressLine.ts';
import { emptyProgress } from '../support/simulatedRun.ts';

const halfWay: LineState = {
  progress: { ...emptyProgress, total: 60, done: 36, failed: 1, reused: 12 },
  elapsedMs: 42_000,
  remainingMs: 26_000,
  callsPerSecond: 4.84,
  spentUsd: 0.034,
};
const ascii = { unicode: false, colour: false };

test('says everything when there is room', () => {
  assert.equal(
    progressLine(halfWay, { ...ascii, width: 136 }),
    'transcribe Final  #################............  37/60  61 %  0:42  ETA 0:26  4.8 calls/s  1 failed  12 reused  $0.0340 of about $0.0653',
  );
});

test('gives up the least useful first when there is little room', () => {
  const at = (width: number) => progressLine(halfWay, { ...ascii, width });
  assert.equal(at(79), 'transcribe Final  ########.....  37/60  61 %  0:42  ETA 0:26  1 failed  $0.0340');
  assert.equal(at(50), '##########.......  37/60  61 %  ETA 0:26  1 failed');
  assert.equal(at(30), '37/60  ETA 0:26  1 failed');
  assert.equal(at(10), '37/60');
  assert.equal(at(4), '37/~');
});

test('shows only what is known', () => {
  const state = { ...halfWay, remainingMs: null, callsPerSecond: null, spentUsd: null };
  const progress = { ...emptyProgress, total: 60 };
  const line = progressLine({ ...state, progress }, { ...ascii, width: 100 });
  assert.equal(line, 'transcribe Final  ..............................  0/60  0 %  0:42');
});

test('says why a run is paused, in place of the ETA, and lets nothing in a reason move the cursor', () => {
  const reason = 'the provider says \u001B[2J"no\r\ncredit"';
  const progress = { ...halfWay.progress, state: 'paused' as const, reason };
  const line = progressLine({ ...halfWay, progress }, { ...ascii, width: 120 });
  assert.ok(line.includes('paused: the provider says "no credit"'));
  assert.ok(!line.includes('ETA'));
});

test('says at least what was spent when calls were cut', () => {
  const line = progressLine({ ...halfWay, unpriced: 5 }, { ...ascii, width: 160 });
  assert.ok(line.endsWith('at least $0.0340 of about $0.0653'));
});

test('says which limits are lower than asked for', () => {
  const line = progressLine({ ...halfWay, lowered: 'width 8, 2.9/s' }, { ...ascii, width: 160 });
  assert.ok(line.includes('4.8 calls/s  limit width 8, 2.9/s  1 failed'));
});

test('says until when it waits for the provider, and no ETA that nobody knows', () => {
  const hold = 'waiting for the provider until 12:01:05, since 12:00:10: 503 busy\u001B[2J';
  const at = (width: number) => progressLine({ ...halfWay, hold }, { ...ascii, width });
  assert.ok(at(160).includes('waiting for the provider until 12:01:05, since 12:00:10: 503 busy'));
  assert.ok(!at(160).includes('ETA'));
  assert.ok(at(79).includes('waiting for the provider until 12:01:05'), at(79));
});

test('cuts a long reason rather than leaving it out', () => {
  const progress = {
    ...halfWay.progress,
    state: 'paused' as const,
    reason: 'the provider refuses the key (401)',
  };
  const line = progressLine({ ...halfWay, progress }, { ...ascii, width: 50 });
  assert.equal(line, '37/60  paused: the provider refuses the~  1 failed');
});

test('reaches 100 % only at the end', () => {
  const progress = { ...emptyProgress, total: 1000, done: 999 };
  assert.match(progressLine({ ...halfWay, progress }, { ...ascii, width: Infinity }), /999\/1000 {2}99 %/);
});

test('has no bar in a log', () => {
  const line = progressLine(halfWay, { ...ascii, width: Infinity });
  assert.ok(line.startsWith('transcribe Final  37/60  61 %'));
});

test('is never wider than the terminal, whatever is in the names', () => {
  const pieces = ['Final', '期末', '試験', '👩‍👩‍👧', 'é', '\u001B[31m', '\n', '\t', ' ', 'ä', '\u200B'];
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((some) => some.join(''));
  const state = fc.record({
    progress: fc.record({
      ...Object.fromEntries(Object.entries(emptyProgress).map(([key, value]) => [key, fc.constant(value)])),
      assignment: text,
      reason: text,
      state: fc.constantFrom('running', 'paused', 'done', 'cancelled'),
      total: fc.nat(2000),
      done: fc.nat(1000),
      failed: fc.nat(1000),
      reused: fc.nat(1000),
    }),
    elapsedMs: fc.nat(1e8),
    remainingMs: fc.option(fc.nat(1e8)),
    callsPerSecond: fc.option(fc.double({ min: 0, max: 1000, noNaN: true })),
    spentUsd: fc.option(fc.double({ min: 0, max: 1000, noNaN: true })),
  }) as unknown as fc.Arbitrary<LineState>;
  fc.assert(
    fc.property(state, fc.nat(160), fc.boolean(), fc.boolean(), (some, width, unicode, colour) => {
      const done = Math.min(some.progress.done, some.progress.total);
      const failed = Math.min(some.progress.failed, some.progress.total - done);
      const line = progressLine(
        { ...some, progress: { ...some.progress, done, failed } },
        { width, unicode, colour },
      );
      const seen = stripVTControlCharacters(line);
      assert.ok(
        stringWidth(seen) <= width,
        `${stringWidth(seen)} columns of ${width}: ${JSON.stringify(seen)}`,
      );
      assert.ok(!/\p{Cc}/u.test(seen));
    }),
  );
});

test('writes times and dollars as people do', () => {
  assert.deepEqual([0, 7400, 750_000, 3_723_000].map(duration), ['0:00', '0:07', '12:30', '1:02:03']);
  assert.deepEqual([0, 0.0031, 0.25, 12.3].map(dollars), ['$0.00', '$0.0031', '$0.25', '$12.30']);
});
