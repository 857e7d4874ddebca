import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followWall, now } from '../../src/store/clock.ts';

const start = 1_800_000_000_000;

function clocks() {
  const time = { wall: start, elapsed: start };
  return {
    time,
    read: followWall(
      () => time.wall,
      () => time.elapsed,
    ),
  };
}

test('after the sleep of the machine it is as late as the wall says', () => {
  const { time, read } = clocks();
  assert.equal(read(), start);
  time.wall += 3_600_000;
  time.elapsed += 0.25;
  assert.equal(read(), start + 3_600_000);
  time.elapsed += 0.5;
  assert.equal(read(), start + 3_600_000.5);
});

test('a clock that was set back turns no order round', () => {
  const { time, read } = clocks();
  time.wall -= 60_000;
  time.elapsed += 10;
  assert.equal(read(), start + 10);
});

test('small corrections of the wall change no order and take no fractions', () => {
  const { time, read } = clocks();
  for (const step of [0, 40, -90, 100]) {
    time.wall = start + step;
    time.elapsed += 0.125;
    assert.equal(read(), time.elapsed);
  }
});

test('a process that was stopped between its two clocks does not take that for a jump', () => {
  let isStopped = true;
  const wall = () => (isStopped ? start : start + 300);
  const read = followWall(wall, () => {
    isStopped = false;
    return start + 300;
  });
  assert.equal(read(), start + 300);
});

test('it goes with this machine', () => {
  const [first, second] = [now(), now()];
  assert.ok(second >= first);
  assert.ok(Math.abs(first - Date.now()) <= 110);
});
