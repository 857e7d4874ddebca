import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { inspectPage } from '../../src/files/inspectPage.ts';
import { readPageImage } from '../../src/files/pageImage.ts';
import { PageUnreadable } from '../../src/files/pageUnreadable.ts';
import { drawPage, fullPage, scribble, type PageDrawing } from '../support/drawPage.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

async function fileWith(bytes: Buffer | string, name = 'page.jpg'): Promise<string> {
  const path = join(temporaryFolder(), name);
  await writeFile(path, bytes);
  return path;
}

const inspect = async (path: string) => inspectPage(await readPageImage(path));

const word = scribble(90, 120, 4);
/** 10 % less bright than the paper. */
const pencil = 'rgb(225,221,209)';

const written: [string, PageDrawing][] = [
  ['a full page in ink', { strokes: fullPage }],
  ['a full page in pencil of 10 % contrast', { strokes: fullPage, ink: pencil }],
  ['that pencil on grainy paper', { strokes: fullPage, ink: pencil, grain: 6 }],
  ['that pencil at 200 dpi', { strokes: fullPage, ink: pencil, grain: 6, width: 1654 }],
  ['one short word', { strokes: word }],
  ['one short word in pencil of 10 % contrast', { strokes: word, ink: pencil, grain: 4 }],
  ['one short word at 200 dpi', { strokes: word, grain: 8, width: 1654 }],
  ['a single x', { strokes: 'M 100,100 l 5,6 m 0,-6 l -5,6' }],
  ['a word in red', { strokes: word, ink: 'rgb(220,30,30)', grain: 4 }],
  ['a word in light blue', { strokes: word, ink: 'rgb(120,160,230)', grain: 4 }],
  ['chalk on a board', { strokes: word, ink: 'white', paper: [120, 130, 120] }],
  ['a page too dark to tell', { paper: [60, 60, 60] }],
  ['grain that would hide pencil', { grain: 40, quality: 95 }],
];
for (const [title, drawing] of written) {
  test(`never calls ${title} blank`, async () => {
    assert.equal((await inspect(await fileWith(await drawPage(drawing)))).isBlank, false);
  });
}

const blank: [string, PageDrawing][] = [
  ['clean paper', { paper: [255, 255, 255] }],
  ['tinted, grainy paper', { paper: [235, 225, 190], grain: 8, quality: 60 }],
  ['tinted, grainy paper at 200 dpi', { paper: [220, 230, 240], grain: 8, quality: 75, width: 1654 }],
  ['coarse compression', { paper: [200, 220, 180], grain: 6, quality: 40 }],
  ["the scanner's dark edge", { darkEdge: 3, grain: 4 }],
];
for (const [title, drawing] of blank) {
  test(`calls an empty page blank in spite of ${title}`, async () => {
    const { isBlank, inkShare } = await inspect(await fileWith(await drawPage(drawing)));
    assert.equal(isBlank, true, `ink share ${inkShare}`);
  });
}

test('gives the size upright and the digest of the file', async () => {
  const bytes = await sharp(await drawPage())
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const inspection = await inspect(await fileWith(bytes));
  assert.deepEqual([inspection.width, inspection.height], [877, 620]);
  assert.equal(inspection.digest, createHash('sha256').update(bytes).digest('hex'));
});

for (const format of ['png', 'webp', 'tiff'] as const) {
  test(`reads ${format}, also with transparency and 16 bits a colour`, async () => {
    const page = sharp(await drawPage({ strokes: word })).ensureAlpha(1);
    const deep = format === 'png' ? page.toColourspace('rgb16') : page;
    const inspection = await inspect(
      await fileWith(await deep.toFormat(format).toBuffer(), `page.${format}`),
    );
    assert.deepEqual([inspection.width, inspection.height, inspection.isBlank], [620, 877, false]);
  });
}

test('reads a grey page and one of a single pixel', async () => {
  const grey = await sharp(await drawPage({ strokes: word }))
    .greyscale()
    .jpeg()
    .toBuffer();
  assert.equal((await inspect(await fileWith(grey))).isBlank, false);
  const pixel = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'white' } })
    .png()
    .toBuffer();
  assert.equal((await inspect(await fileWith(pixel))).width, 1);
});

async function unreadable(path: string, words: RegExp): Promise<void> {
  await assert.rejects(inspect(path), (error) => {
    assert.ok(error instanceof PageUnreadable, String(error));
    assert.match(error.message, words);
    assert.doesNotMatch(error.message, /aita-test|Smith/);
    return true;
  });
}

test('fails a page that is gone, empty, no image or cut off, without naming its file', async () => {
  const name = 'Smith, John.jpg';
  await unreadable(join(temporaryFolder(), name), /the file is gone/);
  await unreadable(await fileWith('', name), /empty/);
  await unreadable(await fileWith('no image', name), /cannot be read/);
  const cut = await fileWith(await drawPage({ strokes: fullPage }), name);
  await truncate(cut, (await readFile(cut)).length / 2);
  await unreadable(cut, /cannot be read/);
});

test('fails an image of more than 100 megapixels or 50 MB', async () => {
  const huge = sharp({ create: { width: 11_000, height: 10_000, channels: 3, background: 'white' } });
  await unreadable(
    await fileWith(await huge.png({ compressionLevel: 1 }).toBuffer()),
    /11000 x 10000 pixels/,
  );
  const heavy = await fileWith('x');
  await truncate(heavy, 51 * 1024 ** 2);
  await unreadable(heavy, /51 MB/);
});

test('fails a file of several pages and says how to take it apart', async () => {
  const frame = await sharp(await drawPage({ width: 200 }))
    .png()
    .toBuffer();
  const pages = await sharp([frame, frame], { join: { animated: true } })
    .tiff()
    .toBuffer();
  await unreadable(await fileWith(pages, 'two.tiff'), /holds 2 pages.*aita ingest/);
});
