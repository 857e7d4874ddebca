import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { openPageReader } from '../../src/offline/pageReader.ts';

test('does not read a page whose asker has gone while it waited, and reads the next', async (context) => {
  const image = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const reader = await openPageReader();
  context.after(() => reader.close());
  const gone = new AbortController();
  const here = new AbortController().signal;
  const readings = [here, here, gone.signal, here].map((signal) => reader.read(image, signal));
  const outcomes = Promise.allSettled(readings);
  gone.abort();
  assert.deepEqual(
    (await outcomes).map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  );
});

test('rejects what is no image, and goes on reading', async (context) => {
  const reader = await openPageReader();
  context.after(() => reader.close());
  const { signal } = new AbortController();
  await assert.rejects(reader.read(Buffer.from('no image'), signal));
  const white = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  assert.deepEqual(await reader.read(white, signal), { text: '', confidence: 0 });
});
