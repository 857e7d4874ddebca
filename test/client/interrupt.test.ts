import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { whenInterrupted } from '../../src/client/interrupt.ts';
import { capturedIo } from '../support/capturedIo.ts';

const source = fileURLToPath(new URL('../../src/client/interrupt.ts', import.meta.url));

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  // What gives the cursor back ends the process when it finds that nobody else listens.
  test(`still listens to ${name} when the others that listen look`, () => {
    const { io, err } = capturedIo('.');
    const { signal, stop, exitCode } = whenInterrupted(io, () => 'Stopping.');
    assert.equal(exitCode(130), 130);
    const seen: number[] = [];
    const look = () => seen.push(process.listeners(name).filter((listener) => listener !== look).length);
    process.on(name, look);
    process.emit(name, name);
    process.off(name, look);
    assert.deepEqual([signal.aborted, signal.reason, seen], [true, name, [1]]);
    assert.match(err.join('\n'), /^Stopping\./);
    assert.deepEqual([exitCode(130), exitCode(3)], [name === 'SIGTERM' ? 143 : 130, 3]);
    stop();
    assert.equal(process.listenerCount(name), 0);
  });
}

test('ends the process at once by the second Ctrl-C', async () => {
  const script = `
    import { whenInterrupted } from ${JSON.stringify(source)};
    whenInterrupted({ err: (text) => console.log(text) }, () => 'Stopping.');
    setInterval(() => {}, 1000);
    console.log('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  const [words] = (await once(child.stdout, 'data')) as [Buffer];
  assert.match(String(words), /Ctrl-C again stops at once/);
  child.kill('SIGINT');
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  assert.equal(signal, 'SIGINT');
});
