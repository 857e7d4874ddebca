import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findTemporal } from '../src/engine/findTemporal.ts';
import { processTable } from '../src/engine/processes.ts';
import { programOptions } from './support/engine.ts';
import { bareEnvironment } from './support/runCli.ts';
import { slowness } from './support/slowness.ts';
import { temporaryFolder } from './support/temporaryFolder.ts';

const script = fileURLToPath(new URL('../scripts/demo.ts', import.meta.url));
const pages = 24;
const callsInFlight = 5;

test('the demo shows the whole path through a killed worker, and leaves nothing running', async () => {
  const home = temporaryFolder();
  const dir = join(home, 'demo');
  const startedMs = performance.now();
  const { stdout, stderr, exitCode } = await runDemo(home, dir);
  const elapsedMs = performance.now() - startedMs;
  assert.equal(exitCode, 0, stderr);
  assert.match(stderr, /Killed worker \d+ with SIGKILL after \d+ pages/);

  assert.match(stdout, /^Pages +24 /m);
  const [calls = NaN, repeated = NaN] = numbersOf(
    stdout,
    /^Calls +(\d+), of which (\d+) were in flight at the kill/m,
  );
  const [saved = NaN] = numbersOf(stdout, /^Saved +(\d+) replies/m);
  assert.ok(repeated <= callsInFlight, stdout);
  assert.ok(calls <= pages + repeated, stdout);
  assert.ok(saved > 0 && saved < pages, stdout);
  assert.match(stdout, /^Rubric +5 questions in /m);
  assert.match(stdout, /^Error rate +\d+\.\d % .*stand-in/m);
  assert.match(stdout, /^Cost +\$0\.00 .*\(estimate\)/m);
  assert.match(stdout, /^Web UI +.*aita engine start/m);
  for (const command of ['init', 'ingest', 'transcribe', 'generate-rubric']) {
    assert.match(stdout, new RegExp(`^ +aita ${command} .*Final`, 'm'));
  }

  const report = /^Report +(.+)$/m.exec(stdout)?.[1] ?? '';
  assert.ok(existsSync(report), report);
  assert.doesNotMatch(readFileSync(report, 'utf8'), /(src|href|url\()\s*=?\s*["']?(https?:)?\/\//i);

  assert.deepEqual(
    processTable().filter(({ command }) => command.includes(dir)),
    [],
  );
  // Of a machine with nothing else to do.
  assert.ok(elapsedMs < 120_000 * slowness(), `${elapsedMs} ms`);
});

/** As `npm run demo` does it, in a home of its own. */
async function runDemo(home: string, dir: string) {
  const { path } = await findTemporal(programOptions());
  const env = { ...bareEnvironment(), HOME: home, AITA_TEMPORAL_CLI: path };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, '--dir', dir], {
    cwd: home,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { stdout, stderr, exitCode };
}

function numbersOf(text: string, pattern: RegExp): number[] {
  const found = pattern.exec(text);
  assert.ok(found, `${String(pattern)} in ${text}`);
  return found.slice(1).map(Number);
}
