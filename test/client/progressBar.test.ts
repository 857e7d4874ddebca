import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { createIo } from '../../src/client/io.ts';
import { startProgress } from '../../src/client/progressBar.ts';
import { emptyProgress } from '../support/simulatedRun.ts';
import { Screen } from '../support/screen.ts';

const limits = { width: 5, rps: 10 };
const utf8 = { LANG: 'en_GB.UTF-8', TERM: 'xterm' };

function onTerminal(columns: number, env: Record<string, string> = utf8) {
  const screen = new Screen(columns);
  const stream = screen as unknown as NodeJS.WriteStream;
  const io = createIo({ stdin: process.stdin, stdout: stream, stderr: stream }, env, '/');
  return { screen, io };
}

const progress = (done: number) => ({ ...emptyProgress, total: 60, done, startedAtMs: Date.now() });

test('draws one line over and over, and leaves the last one standing', () => {
  const { screen, io } = onTerminal(60);
  io.err('before');
  const bar = startProgress({ io, shows: true, limits });
  for (const done of [0, 10, 30, 60]) bar.update(progress(done));
  bar.stop();
  io.err('after');
  const [before, line, after, ...more] = screen.lines();
  assert.deepEqual([before, after, more], ['before', 'after', []]);
  assert.match(line ?? '', /^transcribe Final {2}█+ {2}60\/60 {2}100 %/);
});

test('keeps one line through every change of width', () => {
  const { screen, io } = onTerminal(120);
  io.err('before');
  const bar = startProgress({ io, shows: true, limits });
  bar.update(progress(30));
  for (const columns of [70, 35, 20, 90, 200, 12, 80]) {
    screen.resize(columns);
    assert.equal(screen.lines().length, 2, screen.lines().join('\n'));
    assert.equal(screen.lines()[0], 'before');
  }
  bar.stop();
});

test('writes notes above the bar', () => {
  const { screen, io } = onTerminal(60);
  const bar = startProgress({ io, shows: true, limits });
  bar.update(progress(1));
  bar.note('the provider is busy: waiting 12 s');
  bar.update(progress(2));
  bar.stop();
  assert.equal(screen.lines()[0], 'the provider is busy: waiting 12 s');
  assert.match(screen.lines()[1] ?? '', / 2\/60 /);
  assert.equal(screen.lines().length, 2);
});

test('uses ASCII where the locale is not UTF-8', () => {
  const { screen, io } = onTerminal(60, { LANG: 'C', TERM: 'xterm' });
  const bar = startProgress({ io, shows: true, limits });
  bar.update(progress(30));
  bar.stop();
  assert.match(screen.lines()[0] ?? '', /#####/);
});

for (const [name, env] of Object.entries({ CI: { CI: 'true' }, 'a dumb terminal': { TERM: 'dumb' } })) {
  test(`writes a plain line every ten seconds in ${name}`, () => {
    mock.timers.enable({ apis: ['Date'], now: 1_000_000 });
    const { screen, io } = onTerminal(200, { ...utf8, ...env });
    const bar = startProgress({ io, shows: true, limits });
    for (let second = 0; second <= 25; second++) {
      bar.update({ ...progress(second), startedAtMs: 1_000_000 });
      mock.timers.tick(1000);
    }
    bar.stop();
    mock.timers.reset();
    const counts = screen.lines().map((line) => /(\d+)\/60/.exec(line)?.[1]);
    assert.deepEqual(counts, ['0', '10', '20', '25']);
    assert.ok(!screen.lines().some((line) => line.includes('█')));
  });
}

test('shows nothing but notes when progress is switched off', () => {
  const { screen, io } = onTerminal(60);
  const bar = startProgress({ io, shows: false, limits });
  bar.update(progress(1));
  bar.note('a note');
  bar.stop();
  assert.deepEqual(screen.lines(), ['a note']);
});
