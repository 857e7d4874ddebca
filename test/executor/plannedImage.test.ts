import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { plannedImage } from '../../src/executor/plannedImage.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const dir = temporaryFolder();
const at = (name: string) => join(dir, name);
const refused = (name: string, message: RegExp) =>
  assert.rejects(plannedImage(dir, at(name)), { code: 'no-image', exitCode: 2, message });

test('names an image by where it lies, its size and its time', async () => {
  writeFileSync(at('page.jpg'), 'abc');
  const { path, bytes } = await plannedImage(dir, at('page.jpg'));
  assert.deepEqual([path, bytes], [at('page.jpg'), 3]);
});

test('refuses what is no file: a folder, a pipe that would be waited for, a path through a file', async () => {
  mkdirSync(at('scans'));
  execFileSync('mkfifo', [at('pipe')]);
  symlinkSync('loop', at('loop'));
  await refused('scans', /^The image .*scans is a folder\.$/);
  await refused('pipe', /^The image .*pipe is no ordinary file\.$/);
  await refused('page.jpg/1', /^The image .* cannot be read \(ENOTDIR\)\.$/);
  await refused('loop', /^The image .*loop cannot be read \(ELOOP\)\.$/);
  await refused('none', /^There is no image .*none\.$/);
});

const skip = process.getuid?.() === 0 ? 'the administrator may read everything' : false;
test('refuses an image that may not be read', { skip }, async () => {
  writeFileSync(at('secret.jpg'), 'abc');
  chmodSync(at('secret.jpg'), 0);
  await refused('secret.jpg', /^The image .*secret\.jpg cannot be read \(EACCES\)\.$/);
});
