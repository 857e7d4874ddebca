import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { UserError } from '../../src/domain/userError.ts';
import { createIo } from '../../src/client/io.ts';
import { redraws, showsColour, showsUnicode } from '../../src/client/terminal.ts';

const terminal = { isTTY: true };
const pipe = {};

test('shows colours on a terminal and nowhere else', () => {
  assert.equal(showsColour(terminal, { TERM: 'xterm' }), true);
  assert.equal(showsColour(pipe, { TERM: 'xterm' }), false);
  assert.equal(showsColour(terminal, { TERM: 'dumb' }), false);
  assert.equal(showsColour(terminal, { CI: 'true' }), false);
});

test('obeys NO_COLOR before FORCE_COLOR, and both before what the stream is', () => {
  assert.equal(showsColour(terminal, { NO_COLOR: '1' }), false);
  assert.equal(showsColour(terminal, { NO_COLOR: '' }), true);
  assert.equal(showsColour(pipe, { FORCE_COLOR: '1' }), true);
  assert.equal(showsColour(terminal, { FORCE_COLOR: '0' }), false);
  assert.equal(showsColour(pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }), false);
});

test('draws over lines only where a person looks at a terminal', () => {
  assert.equal(redraws(terminal, {}), true);
  assert.equal(redraws(pipe, {}), false);
  assert.equal(redraws(terminal, { CI: '1' }), false);
  assert.equal(redraws(terminal, { CI: 'false' }), true);
  assert.equal(redraws({ isTTY: true, columns: 80, rows: 0 }, {}), false);
});

test('knows a UTF-8 locale by the variable that counts', () => {
  assert.equal(showsUnicode({ LANG: 'de_DE.UTF-8' }), true);
  assert.equal(showsUnicode({ LANG: 'de_DE.utf8' }), true);
  assert.equal(showsUnicode({ LANG: 'de_DE.UTF-8', LC_ALL: 'C' }), false);
  assert.equal(showsUnicode({}), false);
});

const asTerminal = () => Object.assign(new PassThrough(), { isTTY: true });

function talkingIo() {
  const [stdin, stdout, stderr] = [asTerminal(), asTerminal(), asTerminal()];
  const streams = { stdin, stdout, stderr } as unknown as Parameters<typeof createIo>[0];
  return { stdin, stdout, stderr, io: createIo(streams, { TERM: 'xterm' }, '/') };
}

for (const [answer, meaning] of [
  ['y', true],
  ['YES', true],
  ['n', false],
  ['', false],
  ['yeah', false],
] as const) {
  test(`takes "${answer}" for ${meaning ? 'yes' : 'no'}`, async () => {
    const { stdin, stderr, stdout, io } = talkingIo();
    const answered = io.confirm('Buy 60 calls?');
    stdin.write(`${answer}\n`);
    assert.equal(await answered, meaning);
    assert.match(String(stderr.read()), /Buy 60 calls\? \[y\/N\]/);
    assert.equal(stdout.read(), null);
  });
}

test('takes the end of the input for no', async () => {
  const { stdin, io } = talkingIo();
  const answered = io.confirm('Buy 60 calls?');
  stdin.end();
  assert.equal(await answered, false);
});

test('asks nobody where there is no terminal', async () => {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  const io = createIo(streams as unknown as Parameters<typeof createIo>[0], {}, '/');
  await assert.rejects(
    io.confirm('Buy 60 calls?'),
    (error) => error instanceof UserError && error.exitCode === 2,
  );
});
