import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { imageTokens, sentSize } from '../../src/files/imageTokens.ts';
import { readPageImage } from '../../src/files/pageImage.ts';
import { PageUnreadable } from '../../src/files/pageUnreadable.ts';
import { preparationRecipe, preparePage, type PrepareOptions } from '../../src/files/preparePage.ts';
import { drawPage, fullPage, scribble } from '../support/drawPage.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

async function fileWith(bytes: Buffer, name = 'page.jpg'): Promise<string> {
  const path = join(temporaryFolder(), name);
  await writeFile(path, bytes);
  return path;
}

const prepare = async (path: string, options: PrepareOptions = {}) =>
  preparePage(await readPageImage(path), options);

interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Darkest and brightest level of each colour inside an area. */
async function levels(data: Buffer, area: Area): Promise<{ min: number; max: number }[]> {
  const part = await sharp(data).extract(area).png().toBuffer();
  return (await sharp(part).stats()).channels;
}

/** Greatest difference of a colour inside an area, in levels of 255. */
const spread = async (data: Buffer, area: Area): Promise<number> =>
  Math.max(...(await levels(data, area)).map(({ min, max }) => max - min));

test('sends a small upright page byte for byte', async () => {
  for (const format of ['jpeg', 'png'] as const) {
    const path = await fileWith(
      await sharp(await drawPage({ strokes: fullPage }))
        .toFormat(format)
        .toBuffer(),
    );
    const page = await prepare(path);
    assert.deepEqual(page.data, await readFile(path));
    assert.deepEqual([page.mediaType, page.width, page.height], [`image/${format}`, 620, 877]);
  }
});

test('puts a page with a transparent ground on white', async () => {
  const ink = { create: { width: 40, height: 40, channels: 4, background: '#000000ff' } } as const;
  const tablet = await sharp({ create: { width: 300, height: 400, channels: 4, background: '#0000' } })
    .composite([{ input: ink, left: 100, top: 100 }])
    .png()
    .toBuffer();
  const page = await prepare(await fileWith(tablet, 'page.png'));
  const [red] = await levels(page.data, { left: 80, top: 80, width: 80, height: 80 });
  assert.equal(page.mediaType, 'image/jpeg');
  assert.ok((red?.min ?? 255) < 20 && (red?.max ?? 0) > 235, JSON.stringify(red));
});

test('scales a large page to the edge that is asked for', async () => {
  const path = await fileWith(await drawPage({ width: 1654, strokes: fullPage }));
  const page = await prepare(path, { maxEdge: 1000 });
  const { width, height, format } = await sharp(page.data).metadata();
  assert.deepEqual([width, height, format], [707, 1000, 'jpeg']);
  assert.deepEqual([page.width, page.height], [707, 1000]);
  assert.equal((await prepare(path)).height, 2048);
});

test('turns a page upright', async () => {
  const drawn = await drawPage({ strokes: scribble(10, 20, 10) });
  const turned = await sharp(drawn).rotate(270).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const page = await prepare(await fileWith(turned));
  assert.deepEqual([page.width, page.height], [620, 877]);
  const part = { left: 0, width: 620, height: 200 };
  assert.ok((await spread(page.data, { ...part, top: 0 })) > 150);
  assert.ok((await spread(page.data, { ...part, top: 677 })) < 40);
});

test('covers the name, whatever the size and turn of the page', async () => {
  const nameBox = { x: 0.1, y: 0.05, width: 0.5, height: 0.06 };
  const drawn = await drawPage({ width: 1654, strokes: scribble(30, 26, 12) });
  const turned = await sharp(drawn).rotate(270).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  for (const bytes of [drawn, turned]) {
    const page = await prepare(await fileWith(bytes), { nameBox, maxEdge: 1200 });
    const head = { left: 0, top: 0, width: page.width, height: Math.round(page.height * 0.2) };
    // The mask's light grey is the darkest thing left, give or take what compression does at its edge.
    for (const { min } of await levels(page.data, head)) assert.ok(min > 170, `darkest level ${min}`);
  }
});

test('covers every pixel that the box touches', async () => {
  const nameBox = { x: 0.5004, y: 0.5004, width: 0.2, height: 0.2 };
  const path = await fileWith(await drawPage({ width: 1000 }));
  const { data, width, height } = await prepare(path, { nameBox });
  const area = {
    left: Math.floor(0.5004 * width),
    top: Math.floor(0.5004 * height),
    width: 200,
    height: 282,
  };
  const [red] = await levels(data, area);
  assert.ok((red?.max ?? 255) < 225, `${red?.max} is nearer to the paper's 250 than to the mask's 200`);
  const [whole, most] = [
    { x: 0, y: 0, width: 1, height: 1 },
    { x: 0.999, y: 0.999, width: 0.001, height: 0.001 },
  ];
  for (const box of [whole, most]) assert.equal((await prepare(path, { nameBox: box })).width, 1000);
});

test('sends no notes that the file carries about place, author or title', async () => {
  const drawn = sharp(await drawPage());
  const noted = await drawn
    .withExif({ IFD0: { Artist: 'John Smith' } })
    .jpeg()
    .toBuffer();
  const comment = Buffer.from('\xff\xfe\x00\x0dJohn Smith!', 'latin1');
  const plain = await sharp(await drawPage())
    .jpeg()
    .toBuffer();
  const commented = Buffer.concat([plain.subarray(0, 2), comment, plain.subarray(2)]);
  for (const bytes of [noted, commented]) {
    assert.ok(bytes.includes('John Smith'));
    assert.ok(!(await prepare(await fileWith(bytes))).data.includes('John Smith'));
  }
});

test('keeps the colour of red ink', async () => {
  const path = await fileWith(await drawPage({ width: 2500, strokes: fullPage, ink: 'rgb(220,20,20)' }));
  const page = await prepare(path);
  const [red, green] = await levels(page.data, { left: 0, top: 0, width: page.width, height: page.height });
  // Scaling and JPEG darken the middle of a stroke, but grey ink would darken both alike.
  assert.ok((red?.min ?? 0) - (green?.min ?? 255) > 100, `red ${red?.min}, green ${green?.min}`);
});

for (const format of ['webp', 'tiff'] as const) {
  test(`sends ${format} as JPEG`, async () => {
    const path = await fileWith(
      await sharp(await drawPage())
        .ensureAlpha(0.5)
        .toFormat(format)
        .toBuffer(),
    );
    const page = await prepare(path);
    assert.equal(page.mediaType, 'image/jpeg');
    assert.equal((await sharp(page.data).metadata()).format, 'jpeg');
  });
}

test('the recipe names what decides about the bytes, and nothing else', async () => {
  const box = { x: 0.1, y: 0.2, width: 0.3, height: 0.4 };
  const recipes = [preparationRecipe(), preparationRecipe(box), preparationRecipe(null, 1000)];
  assert.equal(new Set(recipes).size, 3);
  const page = await prepare(await fileWith(await drawPage()), { nameBox: box });
  assert.equal(page.recipe, preparationRecipe(box));
  assert.match(page.recipe, /^v1 edge=2048 jpeg=85 mask=0.1,0.2,0.3,0.4$/);
});

test('fails a page that is no image', async () => {
  await assert.rejects(prepare(await fileWith(Buffer.from('x'))), PageUnreadable);
});

test('counts the tokens of a page as Gemini bills them', () => {
  const page = sentSize({ width: 1654, height: 2339 });
  assert.deepEqual(page, { width: 1448, height: 2048 });
  assert.equal(imageTokens(page.width, page.height), 6 * 258);
  assert.equal(imageTokens(384, 300), 258);
  assert.equal(imageTokens(620, 877), 2 * 258);
});
