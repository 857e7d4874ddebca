import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runCli as runMain } from '../../src/client/cli.ts';
import { commandRows } from '../../src/client/commandTable.ts';
import type { Io } from '../../src/client/io.ts';
import { settings } from '../../src/settings.ts';
import { bareEnvironment, runCli } from '../support/runCli.ts';

const execFileAsync = promisify(execFile);
const cwd = mkdtempSync(path.join(tmpdir(), 'aita-cli-'));
after(() => rmSync(cwd, { recursive: true }));

const aita = (...args: string[]) => runCli(args, { cwd });

/** Help without a process of its own: it is asked of every command. */
async function helpOf(command: string): Promise<string> {
  let text = '';
  const stdout = { columns: 100, write: (part: string) => (text += part) };
  const io = { stdout, typed: (words: string) => words } as unknown as Io;
  assert.equal(await runMain([command, '--help'], io), 0);
  return text;
}

for (const row of commandRows) {
  test(`has a file and a help page with an example for ${row.name}`, async () => {
    const file = row.name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    assert.ok(existsSync(new URL(`../../src/client/commands/${file}.ts`, import.meta.url)), file);
    const help = await helpOf(row.name);
    assert.match(help, /\nExamples:\n {2}aita/);
    for (const { flags } of row.options) assert.ok(help.includes(flags), flags);
    assert.ok(row.summary.endsWith('.') && row.examples.length > 0);
  });
}

test('lists every command, variable and exit code in --help', async () => {
  const { exitCode, stdout, stderr } = await aita('--help');
  assert.deepEqual([exitCode, stderr], [0, '']);
  for (const { name } of commandRows) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
  for (const name of Object.keys(settings)) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
  for (const code of [0, 1, 2, 3, 4, 130, 143]) assert.match(stdout, new RegExp(`^  ${code} `, 'm'));
  assert.ok(stdout.split('\n').every((line) => line.length <= 80));
});

test('prints its version and nothing else', async () => {
  for (const word of ['version', '--version', '-V']) {
    const { exitCode, stdout, stderr } = await aita(word);
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  }
});

const mistakes: Record<string, [args: string[], said: RegExp]> = {
  'an unknown command': [['transcrib'], /unknown command 'transcrib' \(Did you mean transcribe\?\)/],
  'an unknown option': [['transcribe', '--ofline'], /unknown option '--ofline' \(Did you mean --offline\?\)/],
  'an unknown option of its own': [['--nope'], /unknown option '--nope'/],
  'a number that is none': [['transcribe', '--limit', 'x'], /'--limit <n>' argument 'x' is invalid/],
  'a missing value': [['transcribe', '--assignment'], /argument missing/],
  'a missing argument': [['init'], /missing required argument 'assignment'/],
  'an argument too many': [['init', 'A', 'B'], /too many arguments/],
  'a choice that is none': [['engine', 'restart'], /Allowed choices are start, stop, status/],
};

for (const [name, [args, said]] of Object.entries(mistakes)) {
  test(`refuses ${name} in two lines with exit code 2`, async () => {
    const { exitCode, stdout, stderr } = await aita(...args);
    assert.deepEqual([exitCode, stdout], [2, '']);
    const [what, todo, ...more] = stderr.trimEnd().split('\n');
    assert.match(what ?? '', said);
    assert.match(todo ?? '', /--help/);
    assert.deepEqual(more, []);
  });
}

test('prints exactly one JSON object for a mistake with --json', async () => {
  const { exitCode, stdout } = await aita('transcribe', '--limit', '0', '--json');
  assert.equal(exitCode, 2);
  const { pipeline, status, total, error } = JSON.parse(stdout) as Record<string, unknown>;
  assert.deepEqual([pipeline, status, total], ['transcribe', 'error', null]);
  assert.equal((error as { code: string }).code, 'wrong-usage');
});

test('names a wrong setting before anything else happens', async () => {
  const run = await runCli(['transcribe', '--json'], { cwd, env: { AITA_MAX_WORKERS: '0' } });
  assert.equal(run.exitCode, 2);
  assert.match(run.stderr, /AITA_MAX_WORKERS is "0"; expected auto or a whole number from 1 to 1000/);
  const { error } = JSON.parse(run.stdout) as { error: { code: string } };
  assert.equal(error.code, 'bad-setting');
});

test('writes no escape codes where there is no terminal', async () => {
  for (const args of [['--help'], ['transcribe', '--nope'], []]) {
    const { stdout, stderr } = await aita(...args);
    assert.ok(!(stdout + stderr).includes('\u001B'));
  }
});

test('loads commander and nothing heavier before the command is known', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    const packages = new Set();
    registerHooks({
      load(url, context, next) {
        packages.add(/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1] ?? 'own');
        return next(url, context);
      },
    });
    await import(process.argv[1]);
    console.log([...packages].sort().join());`;
  const start = fileURLToPath(new URL('../../src/client/runMain.ts', import.meta.url));
  const { stdout } = await execFileAsync(process.execPath, ['--input-type=module', '-e', script, start], {
    cwd,
  });
  assert.equal(stdout, 'commander,own\n');
});

test('is silent when the reader closes the pipe', async () => {
  const main = fileURLToPath(new URL('../../src/client/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, '--help'], { cwd, env: bareEnvironment() });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exitCode = await new Promise((resolve) => child.on('close', resolve));
  assert.deepEqual([exitCode, stderr], [0, '']);
});

test('takes a name with a leading dash as the value it is', async () => {
  const { exitCode, stderr } = await aita('transcribe', '--assignment', '-Final', '--data-dir', 'nowhere');
  assert.equal(exitCode, 2);
  assert.ok(!stderr.includes('unknown option'), stderr);
});
