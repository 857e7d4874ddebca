import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openScene } from '../support/scene.ts';

const scene = await openScene({ students: 1, pages: 1, latency: 20 });
const pages = join(scene.dataDir, 'Final', 'pages');

test('a run names at its start the files and students that it leaves out, not only a dry run', async () => {
  for (let number = 1; number <= 6; number++) {
    mkdirSync(join(pages, `Bob ${number}`));
    writeFileSync(join(pages, `Bob ${number}`, 'page-1.heic'), 'x');
  }
  const { exitCode, stderr } = await scene.run('transcribe', '--yes');
  assert.equal(exitCode, 0, stderr);
  assert.match(stderr, /Started: .*\(left out: 6 students without pages, 6 files\)/);
  assert.match(stderr, /^Without pages: Bob 1: its folder holds no image that can be read$/m);
  assert.match(stderr, /^Left out: Bob 5\/page-1.heic: HEIC is not read: save it as JPEG$/m);
  assert.match(stderr, /^… and 1 more files left out; --dry-run --json lists them$/m);
  assert.doesNotMatch(stderr, /Bob 6/);
});

test('--quiet leaves that away too', async () => {
  const { stderr } = await scene.run('transcribe', '--yes', '--quiet');
  assert.doesNotMatch(stderr, /Bob/);
});
