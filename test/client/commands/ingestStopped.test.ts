import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { bareEnvironment, mainFile } from '../../support/runCli.ts';
import { runHere } from '../../support/runHere.ts';
import { pdfOf, visible } from '../../support/scans.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';

/** An exam whose pages take some seconds to draw. */
async function bigClass(): Promise<string> {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'data/Final/scans'), { recursive: true });
  writeFileSync(join(cwd, 'data/Final/scans/class.pdf'), await pdfOf(120));
  return cwd;
}

const args = ['ingest', '--pages-per-student', '2', '--dpi', '300'];

async function stopIngest(cwd: string, name: NodeJS.Signals, more: string[] = []) {
  const child = spawn(process.execPath, [mainFile, ...args, ...more], { cwd, env: bareEnvironment() });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  await waitFor(() => existsSync(join(cwd, 'data/Final/pages/sheet-001/page-001.jpg')));
  child.kill(name);
  const [exitCode, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  const [stdout, stderr] = await output;
  return { exitCode, signal, stdout, stderr };
}

const again = 'aita ingest --assignment Final --pages-per-student 2 --dpi 300';

test('Ctrl-C says how many pages are there and how to go on, and the same command does the others', async () => {
  const cwd = await bigClass();
  const { exitCode, stdout, stderr } = await stopIngest(cwd, 'SIGINT');
  assert.equal(exitCode, 130, stderr);
  const [, there] = /^Stopped: (\d+) of 120 pages are there\. Go on: (.*)$/m.exec(stdout) ?? [];
  assert.ok(stdout.endsWith(`Go on: ${again}\n`), stdout);
  const pages = join(cwd, 'data/Final/pages');
  const inFolders = visible(pages).map((sheet) => visible(join(pages, sheet)).length);
  assert.ok(inFolders.every((count) => count > 0));
  assert.equal(
    inFolders.reduce((sum, count) => sum + count, 0),
    Number(there),
  );

  const unfinished = await runHere([], { cwd });
  assert.match(unfinished.stdout, /pages, ingest not finished, 0 transcribed$/m);
  assert.ok(unfinished.stdout.includes(`Next: ${again}\n`), unfinished.stdout);

  const finished = await runHere(args, { cwd });
  assert.match(finished.stdout, new RegExp(`${120 - Number(there)} pages written, ${there} there already`));
  assert.match((await runHere([], { cwd })).stdout, /120 pages, 0 transcribed\n.*Next: aita transcribe/);
});

test('says in JSON what is left, and ends by SIGTERM with its own code', async () => {
  const { exitCode, stdout } = await stopIngest(await bigClass(), 'SIGTERM', ['--json', '--quiet']);
  const { written, left } = JSON.parse(stdout) as { written: number; left: number };
  assert.deepEqual([exitCode, written + left], [143, 120]);
  assert.ok(left > 0);
});

test('an ingest that was killed is named as the next step', async () => {
  const cwd = await bigClass();
  assert.equal((await stopIngest(cwd, 'SIGKILL')).signal, 'SIGKILL');
  const { stdout } = await runHere(['--data-dir', 'data'], { cwd });
  const next = again.replace('ingest', 'ingest --data-dir data');
  assert.ok(stdout.includes(`Next: ${next}\n`), stdout);
});
