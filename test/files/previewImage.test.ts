import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { previewImage } from '../../src/files/previewImage.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const blank = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#fdfcf7' } });

test('shrinks a page to 1000 px as a JPEG', async () => {
  const file = join(temporaryFolder(), 'page.png');
  await blank(1654, 2339).png().toFile(file);
  const preview = await previewImage(file);
  assert.ok('dataUrl' in preview);
  assert.deepEqual([preview.width, preview.height], [1000, 1414]);
  const { format } = await sharp(Buffer.from(preview.dataUrl.split(',')[1] ?? '', 'base64')).metadata();
  assert.equal(format, 'jpeg');
});

test('turns a page the way its EXIF says, and enlarges nothing', async () => {
  const file = join(temporaryFolder(), 'page.jpg');
  await blank(300, 200).withMetadata({ orientation: 6 }).jpeg().toFile(file);
  const preview = await previewImage(file);
  assert.ok('dataUrl' in preview);
  assert.deepEqual([preview.width, preview.height], [200, 300]);
});

test('says why a page cannot be shown', async () => {
  const dir = temporaryFolder();
  writeFileSync(join(dir, 'broken.png'), 'no image at all');
  assert.deepEqual(await previewImage(join(dir, 'absent.png')), { problem: 'the file is gone' });
  const broken = await previewImage(join(dir, 'broken.png'));
  assert.ok('problem' in broken && broken.problem !== '');
  assert.deepEqual(await previewImage(dir), { problem: 'the file cannot be read (EISDIR)' });
});
