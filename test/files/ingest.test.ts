import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PDFDocument } from '@cantoo/pdf-lib';
import sharp from 'sharp';
import { ingest } from '../../src/files/ingest.ts';
import { assignmentWith, pdfOf, square, students, visible, widthOf } from '../support/scans.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

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

test('keeps two students apart whose names differ in case only', async () => {
  const dir = assignmentWith({ 'Ann.pdf': await pdfOf(1), 'ann.pdf': await pdfOf(2) });
  const { students: found } = await ingest({ assignmentDir: dir, dpi: 72 });
  assert.deepEqual(found.map(({ student, pages }) => [student, pages]).sort(), [
    ['Ann', 1],
    ['ann', 2],
  ]);
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

test('cuts each class PDF by itself, so that a missing page shifts no other student', async () => {
  const dir = assignmentWith({ 'batch2.pdf': await pdfOf(3), 'batch10.pdf': await pdfOf(4) });
  const report = await ingest({ assignmentDir: dir, pagesPerStudent: 2, dpi: 72 });
  assert.deepEqual(students(report), [
    'sheet-001: 2 of batch2.pdf',
    'sheet-002: 1 of batch2.pdf',
    'sheet-003: 2 of batch10.pdf',
    'sheet-004: 2 of batch10.pdf',
  ]);
  assert.deepEqual(report.incomplete, [{ student: 'sheet-002', pages: 1, expected: 2 }]);
});

test('keeps the number of every sheet when scans come and go', async () => {
  const dir = assignmentWith({ 'b.pdf': await pdfOf(4) });
  const request = { assignmentDir: dir, pagesPerStudent: 2, dpi: 72 };
  await ingest(request);
  writeFileSync(join(dir, 'scans', 'a.pdf'), await pdfOf(3));
  const both = await ingest(request);
  assert.deepEqual(students(both).sort(), [
    'sheet-001: 2 of b.pdf',
    'sheet-002: 2 of b.pdf',
    'sheet-003: 2 of a.pdf',
    'sheet-004: 1 of a.pdf',
  ]);
  assert.deepEqual([both.written, both.kept], [3, 4]);
  for (const name of ['a.pdf', 'b.pdf']) rmSync(join(dir, 'scans', name));
  writeFileSync(join(dir, 'scans', 'c.pdf'), await pdfOf(3));
  assert.deepEqual(students(await ingest(request)), ['sheet-005: 2 of c.pdf', 'sheet-006: 1 of c.pdf']);
  assert.equal(visible(join(dir, 'pages')).length, 6);
});

test('leaves no page of an earlier cut or an earlier scan behind', async () => {
  const dir = assignmentWith({ 'class.pdf': await pdfOf(6) });
  await ingest({ assignmentDir: dir, pagesPerStudent: 3, dpi: 72 });
  await ingest({ assignmentDir: dir, pagesPerStudent: 2, dpi: 72 });
  assert.deepEqual(visible(join(dir, 'pages', 'sheet-001')), ['page-001.jpg', 'page-002.jpg']);
  writeFileSync(join(dir, 'scans', 'class.pdf'), await pdfOf(3));
  const report = await ingest({ assignmentDir: dir, pagesPerStudent: 2, dpi: 72 });
  assert.equal(report.written, 3);
  assert.deepEqual(visible(join(dir, 'pages')), ['sheet-001', 'sheet-002']);
});

test('leaves no folder of a name when its PDF turns out to be a class scan', async () => {
  const dir = assignmentWith({ 'a.pdf': await pdfOf(3), 'b.pdf': await pdfOf(3) });
  await ingest({ assignmentDir: dir, dpi: 72 });
  await ingest({ assignmentDir: dir, dpi: 72, pagesPerStudent: 2 });
  assert.deepEqual(visible(join(dir, 'pages')), ['sheet-001', 'sheet-002', 'sheet-003', 'sheet-004']);
});

test('makes all pages again at another resolution', async () => {
  const dir = assignmentWith({ 'Ann.pdf': await pdfOf(1), 'Bob.pdf': await pdfOf(1) });
  await ingest({ assignmentDir: dir, dpi: 72 });
  assert.equal((await ingest({ assignmentDir: dir, dpi: 144 })).written, 2);
  assert.equal(await widthOf(dir, 'Ann/page-001.jpg'), 220);
});

test('takes short PDFs for one student each, also when the number of pages is given', async () => {
  const dir = assignmentWith({ 'Ann.pdf': await pdfOf(2), 'Bob.pdf': await pdfOf(1) });
  const report = await ingest({ assignmentDir: dir, pagesPerStudent: 2, dpi: 72 });
  assert.deepEqual(students(report), ['Ann: 2 of Ann.pdf', 'Bob: 1 of Bob.pdf']);
  assert.deepEqual(report.incomplete, [{ student: 'Bob', pages: 1, expected: 2 }]);
});

test('draws what was typed into the fields of a form', async () => {
  const pdf = await PDFDocument.create();
  const field = pdf.getForm().createTextField('answer');
  field.setText('42');
  field.addToPage(pdf.addPage([100, 100]), { x: 10, y: 10, width: 80, height: 80, borderWidth: 0 });
  const dir = assignmentWith({ 'Ann.pdf': await pdf.save(), 'Bob.pdf': await pdfOf(1) });
  await ingest({ assignmentDir: dir, dpi: 72 });
  const darkest = async (page: string) => (await sharp(join(dir, 'pages', page)).stats()).channels[0]?.min;
  assert.ok(((await darkest('Ann/page-001.jpg')) ?? 255) < 100);
  assert.equal(await darkest('Bob/page-001.jpg'), 255);
});

test('takes a TIFF of several pages apart, and puts transparent images on white', async () => {
  const frames = await Promise.all([20, 20, 20].map((width) => square(width).toBuffer()));
  const tiff = await sharp(frames, { join: { animated: true } })
    .tiff()
    .toBuffer();
  const dir = assignmentWith({ 'Ann/1.tif': tiff, 'Ann/2.png': await square(50).toBuffer() });
  const report = await ingest({ assignmentDir: dir });
  assert.deepEqual(students(report), ['Ann: 4 of Ann/1.tif Ann/2.png']);
  assert.equal(await widthOf(dir, 'Ann/page-004.jpg'), 50);
  assert.equal((await sharp(join(dir, 'pages/Ann/page-004.jpg')).stats()).channels[0]?.min, 255);
});

test('finds the images of an original project, also the second time', async () => {
  const dir = join(temporaryFolder(), 'Final');
  mkdirSync(join(dir, '../raw_images/Ann'), { recursive: true });
  writeFileSync(join(dir, '../raw_images/Ann/1.png'), await square(20).toBuffer());
  assert.equal((await ingest({ assignmentDir: dir })).written, 1);
  assert.equal((await ingest({ assignmentDir: dir })).kept, 1);
});
