import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';

const asNode20 = `--import=data:text/javascript,${encodeURIComponent(`
  Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } });
  Object.defineProperty(process, 'version', { value: 'v20.1.0' });
`)}`;
const tellsItsStart = `
  const arenas = process.env.MALLOC_ARENA_MAX;
  console.log(JSON.stringify({ flags: process.execArgv, arenas, args: process.argv.slice(2) }));
  process.exitCode = 7;`;
const waitsForSignals = `
  process.on('SIGTERM', () => process.exit(9));
  process.stdin.on('end', () => process.exit(0)).resume();
  console.log('ready');`;

test('runs the program of a clone with a small heap, and ends with its exit code', async (t) => {
  const clone = project(t, { 'src/client/main.ts': tellsItsStart, 'node_modules/.keep': '' });
  const { out, code } = await run(launch(clone, ['status', '--json']));
  assert.deepEqual(JSON.parse(out), {
    flags: ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=16', '--max-old-space-size=512'],
    arenas: '2',
    args: ['status', '--json'],
  });
  assert.equal(code, 7);
});

test('leaves a heap size alone that NODE_OPTIONS names', async (t) => {
  const clone = project(t, { 'src/client/main.ts': tellsItsStart, 'node_modules/.keep': '' });
  const { out } = await run(launch(clone, [], { NODE_OPTIONS: '--max_old_space_size=2048' }));
  assert.doesNotMatch(out, /max-old-space-size/);
});

test('runs the compiled program where there is no source', async (t) => {
  const installed = project(t, { 'dist/client/main.js': tellsItsStart });
  assert.equal((await run(launch(installed))).code, 7);
});

test('a clone without packages says what to type', async (t) => {
  const clone = project(t, { 'src/client/main.ts': tellsItsStart });
  assert.deepEqual(await run(launch(clone)), {
    out: '',
    err: `AITA's packages are not installed. Type, in ${clone}: npm run setup\n`,
    code: 2,
  });
});

test('an old Node says in one line what to do', async (t) => {
  const clone = project(t, { 'src/client/main.ts': tellsItsStart, 'node_modules/.keep': '' });
  const inClone = await run(launch(clone, [], { NODE_OPTIONS: asNode20 }));
  assert.equal(inClone.code, 2);
  assert.equal(
    inClone.err,
    `AITA needs Node 24 or newer; this is v20.1.0. Type, in ${clone}: npm run setup\n`,
  );
  const installed = await run(launch(project(t, {}), [], { NODE_OPTIONS: asNode20 }));
  assert.match(installed.err, /^AITA needs Node 24 .*Install it from nodejs\.org.*\n$/);
});

test('an old Node starts the one that set-up fetched, and ends with its exit code', async (t) => {
  const { out, code } = await run(oldLauncher(t, tellsItsStart));
  assert.match(out, /max-semi-space-size/);
  assert.equal(code, 7);
});

test('an old Node passes SIGTERM on and waits for the program to end', async (t) => {
  const launcher = oldLauncher(t, waitsForSignals);
  await once(launcher.stdout, 'data');
  launcher.kill('SIGTERM');
  assert.equal((await once(launcher, 'exit'))[0], 9);
});

test('an old Node leaves Ctrl-C to the program, which gets it from the terminal', async (t) => {
  const launcher = oldLauncher(t, waitsForSignals);
  await once(launcher.stdout, 'data');
  launcher.kill('SIGINT');
  launcher.stdin.end();
  assert.equal((await once(launcher, 'exit'))[0], 0);
});

test('a program that a signal ended gives the exit code of a shell', async (t) => {
  const { code } = await run(oldLauncher(t, `process.kill(process.pid, 'SIGKILL');`));
  assert.equal(code, 137);
});

/** The launcher believes that it is Node 20, and finds this Node where set-up would have put it. */
function oldLauncher(t: TestContext, main: string) {
  const clone = project(t, {
    'src/client/main.ts': main,
    'node_modules/.keep': '',
    '.tools/node/bin/.keep': '',
  });
  symlinkSync(process.execPath, join(clone, '.tools/node/bin/node'));
  return launch(clone, [], { NODE_OPTIONS: asNode20 });
}

function project(t: TestContext, files: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), 'aita-launcher-'));
  t.after(() => rmSync(root, { recursive: true }));
  cpSync(join(import.meta.dirname, '..', '..', 'bin'), join(root, 'bin'), { recursive: true });
  for (const [file, content] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  return root;
}

function launch(root: string, args: string[] = [], env: NodeJS.ProcessEnv = {}) {
  return spawn(process.execPath, [join(root, 'bin/aita.js'), ...args], {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
}

async function run(launcher: ChildProcess) {
  const [out, err, [code]] = await Promise.all([
    text(launcher.stdout!),
    text(launcher.stderr!),
    once(launcher, 'exit') as Promise<[number]>,
  ]);
  return { out, err, code };
}
