import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PDFDocument } from '@cantoo/pdf-lib';
import sharp from 'sharp';
import { ingest } from '../../src/files/ingest.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** Each page is 10 points wider than the one before, so that its order shows in pixels. */
async function pdfOf(pages: number): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  for (let page = 1; page <= pages; page++) pdf.addPage([100 + page * 10, 100]);
  return pdf.save();
}

function assignmentWith(scans: Record<string, Uint8Array | string>): string {
  const dir = join(temporaryFolder(), 'Final');
  for (const [name, bytes] of Object.entries(scans)) {
    mkdirSync(join(dir, 'scans', name, '..'), { recursive: true });
    writeFileSync(join(dir, 'scans', name), bytes);
  }
  return dir;
}

const widthOf = async (dir: string, page: string) => (await sharp(join(dir, 'pages', page)).metadata()).width;

test('cuts a class PDF into students and keeps the order of pages', async () => {
  const dir = assignmentWith({ 'class.pdf': await pdfOf(5) });
  const report = await ingest({ assignmentDir: dir, pagesPerStudent: 2, dpi: 72 });
  assert.deepEqual([report.written, report.kept, report.failures.length], [5, 0, 0]);
  assert.deepEqual(report.incomplete, [{ student: 'sheet-003', pages: 1, expected: 2 }]);
  assert.equal(await widthOf(dir, 'sheet-001/page-002.jpg'), 120);
  assert.equal(await widthOf(dir, 'sheet-002/page-001.jpg'), 130);
});

test('makes again only the page that is gone', async () => {
  const dir = assignmentWith({ 'class.pdf': await pdfOf(4) });
  const request = { assignmentDir: dir, pagesPerStudent: 2, dpi: 72 };
  await ingest(request);
  rmSync(join(dir, 'pages', 'sheet-002', 'page-001.jpg'));
  const again = await ingest(request);
  assert.deepEqual([again.written, again.kept], [1, 3]);
});

test('names a broken PDF and does the others', async () => {
  const dir = assignmentWith({
    'Ann.pdf': await pdfOf(1),
    'Bob.pdf': 'no PDF at all',
    'Cy.pdf': await pdfOf(2),
  });
  const report = await ingest({ assignmentDir: dir, dpi: 72 });
  assert.deepEqual(
    report.failures.map(({ file }) => file),
    ['Bob.pdf'],
  );
  assert.match(report.failures[0]?.reason ?? '', /cannot be read/);
  assert.deepEqual(
    readdirSync(join(dir, 'pages')).filter((name) => !name.startsWith('.')),
    ['Ann', 'Cy'],
  );
});

test('takes a folder of images per student, turned upright', async () => {
  const image = await sharp({ create: { width: 40, height: 20, channels: 3, background: 'white' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const dir = assignmentWith({ 'Ann/2.jpg': image, 'Ann/10.jpg': image });
  const report = await ingest({ assignmentDir: dir });
  assert.equal(report.written, 2);
  assert.equal(await widthOf(dir, 'Ann/page-001.jpg'), 20);
});

test('asks how many pages each student has when there is one PDF', async () => {
  const dir = assignmentWith({ 'class.pdf': await pdfOf(2) });
  await assert.rejects(ingest({ assignmentDir: dir }), { code: 'whose-pages' });
});
