import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { look, type Check } from '../../../src/client/checks/check.ts';
import { syncService } from '../../../src/client/checks/checkPlace.ts';
import { runChecks } from '../../../src/client/checks/runChecks.ts';
import { loadConfig } from '../../../src/config.ts';
import { ensureEngine } from '../../../src/engine/engine.ts';
import { signalProcess } from '../../../src/engine/processes.ts';
import { sharedEngine } from '../../support/engine.ts';
import { engineFolder } from '../../support/engineFolder.ts';
import { mainFile, runCli } from '../../support/runCli.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const engine = await engineFolder();
const cwd = temporaryFolder();
const env = {
  AITA_STATE_DIR: engine.files.stateDir,
  AITA_TEMPORAL_CLI: String(engine.options.temporalCli),
  OPENROUTER_API_KEY: 'sk-very-secret',
};

interface DoctorResult {
  status: string;
  checks: Check[];
  error?: { code: string };
}

const named = (checks: Check[], name: string): Check | undefined =>
  checks.find((check) => check.name === name);

test('says on one line each what it found, and never the key', async () => {
  const { exitCode, stdout, stderr } = await runCli(['doctor'], { cwd, env });
  assert.deepEqual([exitCode, stderr], [0, '']);
  for (const name of [
    'Node',
    'Temporal SDK',
    'Duplicate packages',
    'Engine',
    'Disk',
    'Data folder',
    'State folder',
  ]) {
    assert.match(stdout, new RegExp(`^ok    ${name} `, 'm'));
  }
  assert.match(stdout, /^ok {4}Key .* key from OPENROUTER_API_KEY$/m);
  assert.ok(!stdout.includes('very-secret'));
});

test('starts nothing and writes nothing', async () => {
  await runCli(['doctor'], { cwd, env });
  assert.deepEqual(engine.engines(), []);
  assert.ok(!existsSync(join(cwd, 'data')));
});

test('shows what is wrong beside what is right, and exits with 2', async () => {
  const { exitCode, stdout } = await runCli(['doctor', '--json'], {
    cwd,
    env: { ...env, AITA_TEMPORAL_CLI: '/bin/false' },
  });
  const { status, checks, error } = JSON.parse(stdout) as DoctorResult;
  assert.deepEqual([exitCode, status, error?.code], [2, 'error', 'not-well']);
  assert.equal(named(checks, 'Temporal program')?.state, 'bad');
  assert.match(named(checks, 'Temporal program')?.found ?? '', /AITA_TEMPORAL_CLI is .*\/bin\/false/);
  assert.equal(named(checks, 'Node')?.state, 'ok');
});

test('asks the running engine how long it remembers runs and what it was started with', async () => {
  await ensureEngine(engine.options);
  const checks = await runChecks(loadConfig({ env, cwd }));
  assert.match(named(checks, 'Engine')?.found ?? '', /^runs at 127\.0\.0\.1:\d+, open runs: 0, .*server \d/);
  assert.equal(named(checks, 'Retention')?.found, 'finished runs are remembered for 30 days');
  assert.equal(named(checks, 'Search attributes')?.state, 'ok');
  assert.equal(named(checks, 'Engine settings')?.found, 'all there');
});

test('an engine that hangs is one bad line among the others, with what to do', async () => {
  const { pid } = await ensureEngine(engine.options);
  signalProcess(pid, 'SIGSTOP');
  const checks = await runChecks(loadConfig({ env, cwd })).finally(() => signalProcess(pid, 'SIGCONT'));
  assert.equal(named(checks, 'Engine')?.state, 'bad');
  assert.match(named(checks, 'Engine')?.found ?? '', /did not answer within 5 s\. Run aita engine stop/);
  assert.equal(named(checks, 'Node')?.state, 'ok');
});

test('looks at an engine of your own instead, where one is named', async () => {
  const { address } = await sharedEngine();
  const checks = await runChecks(loadConfig({ env: { ...env, TEMPORAL_ADDRESS: address }, cwd }));
  assert.match(
    named(checks, 'Engine')?.found ?? '',
    new RegExp(`^your own at ${address}, namespace default`),
  );
  assert.match(named(checks, 'Temporal program')?.found ?? '', /not needed/);
  assert.equal(named(checks, 'Engine settings'), undefined);
});

test('says which namespace an engine of your own does not have', async () => {
  const { address } = await sharedEngine();
  const own = { ...env, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'nowhere' };
  const checks = await runChecks(loadConfig({ env: own, cwd }));
  assert.equal(named(checks, 'Engine')?.state, 'bad');
  assert.match(named(checks, 'Engine')?.found ?? '', /no namespace "nowhere"\. Correct TEMPORAL_NAMESPACE/);
  assert.equal(named(checks, 'Node')?.state, 'ok');
});

test('a look that fails in a way nobody thought of is a bad line as well', async () => {
  const broken = async () => Promise.reject(new Error('out of order'));
  assert.deepEqual(await look('Lamp', broken), [{ name: 'Lamp', state: 'bad', found: 'out of order' }]);
});

/** A container may run as a number that no user of it has. */
const nobody = process.getuid?.() === 0 ? 54_321 : undefined;
const mayRun =
  nobody !== undefined &&
  spawnSync('test', ['-r', mainFile, '-a', '-x', process.execPath], { uid: nobody }).status === 0;
const skip = mayRun ? false : 'takes an administrator, and a program that others may read';

test('works for a user without a name', { skip }, async () => {
  const home = { HOME: cwd, AITA_STATE_DIR: join(cwd, 'state') };
  const { stdout, stderr } = await runCli(['doctor'], { cwd: '/', env: home, uid: nobody });
  assert.match(stdout, /^(ok|note) +Shared machine +\S.* home folder here/m, stderr);
});

test('says so when the settings for an engine of your own cannot be read', async () => {
  const file = join(cwd, 'temporal.toml');
  writeFileSync(file, 'no toml');
  const checks = await runChecks(loadConfig({ env: { ...env, TEMPORAL_CONFIG_FILE: file }, cwd }));
  assert.equal(named(checks, 'Engine')?.state, 'bad');
  assert.match(named(checks, 'Engine')?.found ?? '', /cannot be read: .* temporal\.toml/s);
});

test('warns when pages would travel unencrypted', async () => {
  const open = { ...env, AITA_BASE_URL: 'http://models.example/v1', AITA_API_KEY: 'k', AITA_MODEL: 'm' };
  assert.equal(named(await runChecks(loadConfig({ env: open, cwd })), 'Key')?.state, 'advice');
});

test('knows the folders of the services that copy files behind the scenes', () => {
  assert.equal(syncService('/home/ada/Dropbox (Personal)/exams'), 'Dropbox');
  assert.equal(syncService('/Users/ada/Library/Mobile Documents/exams'), 'iCloud');
  assert.equal(syncService('C:\\Users\\ada\\OneDrive - Uni\\exams'), 'OneDrive');
  assert.equal(syncService('/home/ada/not-dropbox/exams'), undefined);
});
