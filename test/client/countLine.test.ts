import assert from 'node:assert/strict';
import { mock, test, type TestContext } from 'node:test';
import { countLine } from '../../src/client/countLine.ts';
import { createIo } from '../../src/client/io.ts';
import { capturedIo } from '../support/capturedIo.ts';
import { Screen } from '../support/screen.ts';

const twoSeconds = 2000;

function withClock(context: TestContext) {
  mock.timers.enable({ apis: ['Date'] });
  context.after(() => mock.timers.reset());
  return mock.timers;
}

function onTerminal() {
  const screen = new Screen(80);
  const stream = screen as unknown as NodeJS.WriteStream;
  const io = createIo({ stdin: process.stdin, stdout: stream, stderr: stream }, { TERM: 'xterm' }, '/');
  return { screen, io };
}

test('says nothing of work that is over in two seconds', (context) => {
  const clock = withClock(context);
  const { screen, io } = onTerminal();
  const line = countLine(io, { label: 'pages', shows: true });
  line.show(1, 9);
  clock.tick(twoSeconds - 1);
  line.show(9, 9);
  line.stop();
  assert.deepEqual(screen.lines(), ['']);
});

test('counts on one line of a terminal, and leaves the last count standing', (context) => {
  const clock = withClock(context);
  const { screen, io } = onTerminal();
  const line = countLine(io, { label: 'pages', shows: true });
  clock.tick(twoSeconds);
  for (const done of [1, 2, 3, 12]) line.show(done, 12);
  line.stop();
  io.err('after');
  assert.deepEqual(screen.lines(), ['12/12 pages', 'after']);
});

test('elsewhere a line after two seconds, and one every ten', (context) => {
  const clock = withClock(context);
  const { io, err } = capturedIo('/');
  const line = countLine(io, { label: 'pages', shows: true });
  for (let done = 1; done <= 25; done++) {
    clock.tick(1000);
    line.show(done, 25);
  }
  line.stop();
  assert.deepEqual(err, ['2/25 pages', '12/25 pages', '22/25 pages']);
});

test('is silent when no progress is to be shown', (context) => {
  const clock = withClock(context);
  const { io, err } = capturedIo('/');
  const line = countLine(io, { label: 'pages', shows: false });
  clock.tick(20_000);
  line.show(1, 2);
  line.stop();
  assert.deepEqual(err, []);
});
