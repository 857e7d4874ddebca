import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, type Options } from '../../../src/client/commands/demo.ts';
import { runCommand } from '../../../src/client/demo.ts';
import { capturedIo } from '../../support/capturedIo.ts';
import { bareEnvironment } from '../../support/runCli.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

/** Where looking for the Temporal program would be an error of its own. */
async function assertRefused(cwd: string, options: Options, code: string): Promise<void> {
  const { io, err } = capturedIo(cwd);
  Object.assign(io.env, { AITA_TEMPORAL_CLI: '/bin/false', AITA_STATE_DIR: join(cwd, 'state') });
  await assert.rejects(run(options, io), { name: 'UserError', code, exitCode: 2 });
  assert.deepEqual(err, []);
}

test('refuses what the sample would refuse, before anything is fetched, made or started', async () => {
  const cwd = temporaryFolder();
  await assertRefused(cwd, { dir: 'new', students: 1_000_000 }, 'bad-students');
  assert.ok(!existsSync(join(cwd, 'new')));
  mkdirSync(join(cwd, 'used', 'data'), { recursive: true });
  await assertRefused(cwd, { dir: 'used' }, 'data-exists');
});

test('says what to install when the packages of the stand-in are not there, before anything else', async () => {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (specifier !== 'tesseract.js') return next(specifier, context);
      throw Object.assign(new Error(`Cannot find package '${specifier}'`), { code: 'ERR_MODULE_NOT_FOUND' });
    },
  });
  const cwd = temporaryFolder();
  await assertRefused(cwd, { dir: 'new' }, 'packages-missing');
  assert.ok(!existsSync(join(cwd, 'new')));
  hooks.deregister();
});

test('a step that refuses ends the demo as a mistake to mend, not as a fault of the program', async () => {
  const dir = temporaryFolder();
  const stage = { dir, dataDir: join(dir, 'data'), env: bareEnvironment() };
  await assert.rejects(runCommand(stage, ['sample', '--seed', 'none']), {
    name: 'UserError',
    code: 'demo-step',
    exitCode: 2,
    message: /A step of the demo refused: aita sample --seed none$/,
  });
});
