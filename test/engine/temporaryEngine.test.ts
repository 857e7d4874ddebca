import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { answers } from '../../src/engine/ports.ts';
import { startTemporaryEngine } from '../../src/engine/temporaryEngine.ts';
import { programOptions } from '../support/engine.ts';
import { waitFor } from '../support/waitFor.ts';

const portOf = (address: string): number => Number(address.split(':')[1]);

/** A program that starts an engine, tells its address, and then does what `ending` says. */
async function engineOfAnother(ending: string) {
  const module = new URL('../../src/engine/temporaryEngine.ts', import.meta.url).href;
  const code = `
    import { startTemporaryEngine } from '${module}';
    const { address } = await startTemporaryEngine(${JSON.stringify(programOptions())});
    console.log(address);
    ${ending}`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  return { parent, port: portOf(line.toString().trim()) };
}

test('gives two callers an engine each, and ends one without the other', async () => {
  const [one, two] = await Promise.all([
    startTemporaryEngine(programOptions()),
    startTemporaryEngine(programOptions()),
  ]);
  assert.notEqual(one.address, two.address);
  await one[Symbol.asyncDispose]();
  assert.equal(await answers(portOf(one.address)), false);
  assert.equal(await answers(portOf(two.address)), true);
  await two[Symbol.asyncDispose]();
});

test('ends with a program that is killed', async () => {
  const { parent, port } = await engineOfAnother('setInterval(() => {}, 1000);');
  assert.equal(await answers(port), true);
  parent.kill('SIGKILL');
  await waitFor(async () => !(await answers(port)));
});

test('does not keep a program that is done, and ends with it', async () => {
  const { parent, port } = await engineOfAnother('');
  if (parent.exitCode === null) await once(parent, 'exit');
  assert.equal(parent.exitCode, 0);
  await waitFor(async () => !(await answers(port)));
});
