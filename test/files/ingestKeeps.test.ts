import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ingest } from '../../src/files/ingest.ts';
import { assignmentWith, pdfOf, square, students, visible, widthOf } from '../support/scans.ts';

function photoIn(dir: string, sheet: string, name = 'photo.jpg'): string {
  const photo = join(dir, 'pages', sheet, name);
  mkdirSync(join(photo, '..'), { recursive: true });
  writeFileSync(photo, 'by hand');
  return photo;
}

/** A page's width says which page of the scan it is, see `pdfOf`. */
const widths = (dir: string, pages: readonly string[]) =>
  Promise.all(pages.map((page) => widthOf(dir, page)));

const firstPages = ['sheet-001', 'sheet-002', 'sheet-003'].map((sheet) => `${sheet}/page-001.jpg`);

test('a file put beside the pages of a sheet costs no page and shifts no other sheet', async () => {
  const dir = assignmentWith({ 'class.pdf': await pdfOf(6) });
  const request = { assignmentDir: dir, pagesPerStudent: 2, dpi: 72 };
  await ingest(request);
  const photo = photoIn(dir, 'sheet-002');
  const refused = await ingest(request);
  assert.match(refused.failures[0]?.reason ?? '', /pages\/sheet-002 holds photo\.jpg/);
  assert.deepEqual(visible(join(dir, 'pages', 'sheet-002')), ['page-001.jpg', 'page-002.jpg', 'photo.jpg']);
  rmSync(photo);
  const again = await ingest(request);
  assert.deepEqual([again.written, again.kept, again.failures], [0, 6, []]);
  assert.deepEqual(await widths(dir, firstPages), [110, 130, 150]);
});

test('a sheet folder made by hand keeps its number for the sheet that it stands in for', async () => {
  const dir = assignmentWith({ 'class.pdf': await pdfOf(6) });
  const request = { assignmentDir: dir, pagesPerStudent: 2, dpi: 72 };
  const pages = ['page-001.jpg', 'page-002.jpg'].map((name) => photoIn(dir, 'sheet-002', name));
  for (const _ of [1, 2]) assert.equal((await ingest(request)).failures.length, 1);
  assert.deepEqual(
    pages.map((page) => readFileSync(page, 'utf8')),
    ['by hand', 'by hand'],
  );
  renameSync(join(dir, 'pages', 'sheet-002'), join(dir, 'by hand'));
  const again = await ingest(request);
  assert.deepEqual([again.written, again.kept], [2, 4]);
  assert.deepEqual(await widths(dir, firstPages), [110, 130, 150]);
});

test('a student of whom a PDF cannot be read keeps the pages that are there', async () => {
  const part = { one: await pdfOf(1), two: await pdfOf(2) };
  const dir = assignmentWith({ 'Ann/part1.pdf': part.two, 'Ann/part2.pdf': part.one, 'Bob.pdf': part.one });
  const request = { assignmentDir: dir, dpi: 72 };
  await ingest(request);
  writeFileSync(join(dir, 'scans/Ann/part1.pdf'), 'half synced');
  const half = await ingest(request);
  assert.deepEqual(half.failures, [
    {
      file: 'Ann/part1.pdf',
      reason:
        'it is not a PDF or it is damaged: scan or export it again (until it can be read, no page of Ann is made or changed)',
    },
  ]);
  assert.deepEqual(students(half), ['Bob: 1 of Bob.pdf']);
  const pages = ['Ann/page-001.jpg', 'Ann/page-002.jpg', 'Ann/page-003.jpg'];
  assert.deepEqual(await widths(dir, pages), [110, 120, 110]);
  writeFileSync(join(dir, 'scans/Ann/part1.pdf'), part.two);
  assert.deepEqual([(await ingest(request)).kept, await widths(dir, pages)], [4, [110, 120, 110]]);
});

test('makes no half exam of what can be read of a student', async () => {
  const dir = assignmentWith({ 'Ann/1.pdf': '', 'Ann/2.pdf': await pdfOf(1), 'Bob.pdf': await pdfOf(1) });
  assert.deepEqual(students(await ingest({ assignmentDir: dir, dpi: 72 })), ['Bob: 1 of Bob.pdf']);
  assert.deepEqual(visible(join(dir, 'pages')), ['Bob']);
});

test('a PDF that cannot be read does not change whose the other PDFs are', async () => {
  const dir = assignmentWith({ 'a.pdf': await pdfOf(2), 'b.pdf': await pdfOf(4) });
  const request = { assignmentDir: dir, pagesPerStudent: 2, dpi: 72 };
  await ingest(request);
  writeFileSync(join(dir, 'scans', 'b.pdf'), 'half synced');
  assert.deepEqual(students(await ingest(request)), ['sheet-001: 2 of a.pdf']);
  assert.deepEqual(visible(join(dir, 'pages')), ['sheet-001', 'sheet-002', 'sheet-003']);
});

test(
  'a loose image that is gone for now shifts no sheet',
  { skip: process.platform === 'win32' },
  async () => {
    const images = await Promise.all([20, 30, 40, 50].map((width) => square(width).toBuffer()));
    const named = images.map((image, index) => [`${index + 1}.png`, image] as const);
    const dir = assignmentWith(Object.fromEntries(named));
    const request = { assignmentDir: dir, pagesPerStudent: 2 };
    await ingest(request);
    rmSync(join(dir, 'scans', '1.png'));
    symlinkSync('/nowhere/1.png', join(dir, 'scans', '1.png'));
    const { failures } = await ingest(request);
    assert.deepEqual(
      failures.map(({ file }) => file),
      ['1.png'],
    );
    assert.deepEqual(await widths(dir, firstPages.slice(0, 2)), [20, 40]);
  },
);

test('changes nothing when it is told to stop before the first page', async () => {
  const dir = assignmentWith({ 'class.pdf': await pdfOf(4) });
  const request = { assignmentDir: dir, pagesPerStudent: 2, dpi: 72 };
  await ingest(request);
  const stopped = await ingest({ ...request, dpi: 100, signal: AbortSignal.abort() });
  assert.deepEqual([stopped.written, stopped.kept, stopped.left], [0, 0, 4]);
  const again = await ingest(request);
  assert.deepEqual([again.written, again.kept, again.left], [0, 4, 0]);
});
