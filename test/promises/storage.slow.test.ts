import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { errorCode } from '../../src/files/atomicWrite.ts';
import { Store, storeFile } from '../../src/store/store.ts';
import { avoidableRepeats, nowMs } from '../support/avoidableRepeats.ts';
import type { RunResult } from '../../src/client/output.ts';
import { openScene } from '../support/scene.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const scene = await openScene({ students: 4, pages: 4, latency: 200, env: { AITA_MAX_WORKERS: '3' } });
const { model } = scene;
const total = 16;

test('two commands on one exam at once work on one run: every page is asked once, every file is whole', async () => {
  const commands = [1, 2].map(() => scene.start('transcribe', '--yes', '--json', '--quiet').done);
  for (const { exitCode, stdout, stderr } of await Promise.all(commands)) {
    assert.equal(exitCode, 0, stderr);
    const { done, total: all } = JSON.parse(stdout) as RunResult;
    assert.deepEqual([done, all], [total, total]);
  }
  const stats = await model.stats();
  assert.deepEqual([stats.total, stats.repeated], [total, 0]);
  for (let student = 1; student <= 4; student++)
    assert.ok(scene.result(`student-0${student}`).pages.every(({ status }) => status === 'done'));
});

test('stored replies that were cut, altered or emptied are noticed, set aside and asked again, and no other', async () => {
  const store = scene.store();
  const hashes = store.quick.all('select hash from replies limit 3').map((row) => String(row['hash']));
  const damages = [`substr(body, 1, 20)`, `replace(body, 'Page', 'page')`, `''`];
  damages.forEach((damage, index) => {
    store.quick.run(`update replies set body = ${damage} where hash = ?`, hashes[index] ?? '');
  });
  store.close();
  const before = (await model.stats()).total;
  const run = await scene.json('transcribe');
  assert.deepEqual([run.exitCode, run.done, run.reused], [0, total, total - 3], run.stderr);
  assert.equal((await model.stats()).total, before + 3);
  const after = scene.store();
  assert.equal(after.quick.get('select count(*) as n from replies_set_aside')?.['n'], 3);
  after.close();
});

test('a full disk ends the command with words, and after space is made it goes on', async (t) => {
  const disk = smallDisk('3m');
  if (disk === null) return t.skip('a small file system cannot be mounted here');
  await model.reset();
  const run = scene.start('transcribe', '--data-dir', disk, '--yes', '--quiet');
  await model.until(({ delivered }) => delivered.calls >= 4, 60_000);
  await setTimeout(300);
  const filler = fill(join(disk, 'filler'));
  const fullAt = nowMs();
  const { exitCode, stderr } = await run.done;
  assert.equal(exitCode, 2, stderr);
  assert.match(stderr, /No space left .*\n.*run the same command again/);
  const stored = countReplies(disk);
  assert.ok(stored >= 4);
  const again = await scene.run('transcribe', '--data-dir', disk, '--yes', '--quiet');
  assert.equal(again.exitCode, 2);
  assert.match(again.stderr, /No space left/);
  rmSync(filler);
  const last = await scene.json('transcribe', '--data-dir', disk);
  assert.deepEqual([last.exitCode, last.done, last.total], [0, total, total], last.stderr);
  assert.equal(avoidableRepeats(await model.calls(), fullAt).length, 0);
});

test('a read-only folder is refused with words before anything is asked, and what is stored stays', async (t) => {
  const disk = smallDisk('8m');
  if (disk === null) return t.skip('a small file system cannot be mounted here');
  assert.equal((await scene.json('transcribe', '--data-dir', disk)).exitCode, 0);
  await model.reset();
  setWritable(disk, false);
  const run = await scene.run('transcribe', '--data-dir', disk, '--yes');
  assert.equal(run.exitCode, 2, run.stderr);
  assert.match(run.stderr, /read-only|permission/);
  setWritable(disk, true);
  const again = await scene.json('transcribe', '--data-dir', disk);
  assert.deepEqual([again.exitCode, again.reused], [0, total]);
  assert.equal((await model.stats()).total, 0);
});

test('a writer killed at any moment leaves the old file or the new one', async () => {
  const file = join(temporaryFolder(), 'result.json');
  const module = JSON.stringify(new URL('../../src/files/atomicWrite.ts', import.meta.url).href);
  const code = `import { writeJson } from ${module};
    const rows = Array.from({ length: 20_000 }, (_, index) => index);
    for (let version = 1; ; version++) {
      await writeJson(process.argv[1], { version, rows, end: version });
      process.stdout.write('.');
    }`;
  for (let kill = 0; kill < 8; kill++) {
    const writer = spawn(process.execPath, ['--input-type=module', '-e', code, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(writer.stdout, 'data');
    await setTimeout(kill * 7);
    writer.kill('SIGKILL');
    await once(writer, 'close');
    const { version, rows, end } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    assert.deepEqual([end, (rows as number[]).length], [version, 20_000]);
  }
});

/** The scene's exam on a file system of its own; `null` where that takes rights we do not have. */
function smallDisk(size: string): string | null {
  if (process.getuid?.() !== 0) return null;
  const dir = mkdtempSync(join(tmpdir(), 'aita-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir]);
  after(() => {
    execFileSync('umount', ['--lazy', dir]);
    rmdirSync(dir);
  });
  cpSync(join(scene.dataDir, 'Final', 'pages'), join(dir, 'Final', 'pages'), { recursive: true });
  return dir;
}

function setWritable(disk: string, isWritable: boolean): void {
  execFileSync('mount', ['-o', `remount,${isWritable ? 'rw' : 'ro'}`, disk]);
}

/** Writes until nothing fits any more. */
function fill(path: string): string {
  const file = openSync(path, 'w');
  const block = Buffer.alloc(4096);
  try {
    for (;;) writeSync(file, block);
  } catch (error) {
    if (errorCode(error) !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
  return path;
}

function countReplies(dataDir: string): number {
  const store = new Store(storeFile(dataDir));
  const row = store.quick.get('select count(*) as n from replies');
  store.close();
  return Number(row?.['n']);
}
