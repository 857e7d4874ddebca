import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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
  assert.match(report.failures[0]?.reason ?? '', /not a PDF or it is damaged/);
  assert.deepEqual(
    readdirSync(join(dir, 'pages')).filter((name) => !name.startsWith('.')),
    ['Ann', 'Cy'],
  );
});

// Other systems allow no such names.
const skip = process.platform !== 'linux';

test('names every scan that cannot be read, and does the others', { skip }, async () => {
  const dir = assignmentWith({
    'Ann.pdf': await pdfOf(1),
    'empty.pdf': '',
    'without pages.pdf': await (await PDFDocument.create()).save({ addDefaultPage: false }),
    'Cy/1.png': await sharp({
      create: { width: 9, height: 9, channels: 3, background: 'white' },
    })
      .png()
      .toBuffer(),
  });
  const scans = join(dir, 'scans');
  symlinkSync('nowhere.pdf', join(scans, 'gone.pdf'));
  symlinkSync('round.pdf', join(scans, 'round.pdf'));
  symlinkSync('/nowhere/2.png', join(scans, 'Cy', '2.png'));
  mkdirSync(join(scans, 'Cy', '3.png'));
  execFileSync('mkfifo', [join(scans, 'pipe.pdf')]);
  writeFileSync(Buffer.concat([Buffer.from(`${scans}/Zo`), Buffer.from([0xeb]), Buffer.from('.pdf')]), '');
  const { failures, skipped, students: found } = await ingest({ assignmentDir: dir, dpi: 72 });
  const reasons = Object.fromEntries(failures.map(({ file, reason }) => [file, reason]));
  assert.deepEqual(reasons, {
    'Cy/2.png': 'it is a link to nothing, or gone',
    'empty.pdf': 'it is not a PDF or it is damaged: scan or export it again',
    'gone.pdf': 'it is a link to nothing, or gone',
    'pipe.pdf': 'it is no ordinary file',
    'round.pdf': 'it is a link that leads back to itself',
    'without pages.pdf': 'it has no pages',
    'Zo\uFFFD.pdf': 'its name is not UTF-8: rename it',
  });
  assert.deepEqual(skipped, [{ name: 'Cy/3.png', reason: 'a folder inside a student folder' }]);
  assert.deepEqual(
    found.map(({ student }) => student),
    ['Ann', 'Cy'],
  );
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

test('asks how many pages each student has when there is one PDF', async () => {
  const dir = assignmentWith({ 'class.pdf': await pdfOf(2) });
  await assert.rejects(ingest({ assignmentDir: dir }), { code: 'whose-pages' });
});

const visible = (dir: string) => readdirSync(dir).filter((name) => !name.startsWith('.'));

const students = (report: Awaited<ReturnType<typeof ingest>>) =>
  report.students.map(({ student, pages, files }) => `${student}: ${pages} of ${files.join(' ')}`);

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

test('writes nothing beside pages that were put there by hand', async () => {
  const dir = assignmentWith({ 'Ann.pdf': await pdfOf(1), 'Bob.pdf': await pdfOf(1) });
  mkdirSync(join(dir, 'pages', 'Ann'), { recursive: true });
  writeFileSync(join(dir, 'pages', 'Ann', 'page-001.jpg'), 'by hand');
  const report = await ingest({ assignmentDir: dir, dpi: 72 });
  assert.match(
    report.failures[0]?.reason ?? '',
    /pages\/Ann holds page-001.jpg, which was not made from a scan/,
  );
  assert.equal(readFileSync(join(dir, 'pages', 'Ann', 'page-001.jpg'), 'utf8'), 'by hand');
  assert.ok(existsSync(join(dir, 'pages', 'Bob', 'page-001.jpg')));
});

test('names a PDF that is protected by a password', async () => {
  const pdf = await PDFDocument.create();
  pdf.addPage();
  pdf.encrypt({ userPassword: 'secret', ownerPassword: 'secret' });
  const dir = assignmentWith({ 'Ann.pdf': await pdf.save(), 'Bob.pdf': await pdfOf(1) });
  const report = await ingest({ assignmentDir: dir, dpi: 72 });
  assert.deepEqual(
    report.failures.map(({ file, reason }) => [file, reason]),
    [['Ann.pdf', 'it is protected by a password: save it without one']],
  );
  assert.equal(report.written, 1);
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

const square = (width: number) =>
  sharp({ create: { width, height: 20, channels: 4, background: '#0000' } }).png();

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

test('a broken image keeps its place among the loose images of a class', async () => {
  const image = await square(20).toBuffer();
  const dir = assignmentWith({ '1.png': image, '2.png': 'broken', '3.png': image, '10.png': image });
  const report = await ingest({ assignmentDir: dir, pagesPerStudent: 2 });
  assert.deepEqual(students(report), ['sheet-001: 2 of 1.png 2.png', 'sheet-002: 2 of 3.png 10.png']);
  assert.deepEqual(
    report.failures.map(({ file }) => file),
    ['2.png'],
  );
  assert.deepEqual([report.written, visible(join(dir, 'pages', 'sheet-001'))], [3, ['page-001.jpg']]);
});

test('finds the images of an original project, also the second time', async () => {
  const dir = join(temporaryFolder(), 'Final');
  mkdirSync(join(dir, '../raw_images/Ann'), { recursive: true });
  writeFileSync(join(dir, '../raw_images/Ann/1.png'), await square(20).toBuffer());
  assert.equal((await ingest({ assignmentDir: dir })).written, 1);
  assert.equal((await ingest({ assignmentDir: dir })).kept, 1);
});

test('says where scans belong when there are none', async () => {
  const dir = assignmentWith({ 'notes.txt': 'x' });
  await assert.rejects(ingest({ assignmentDir: dir }), { code: 'no-scans' });
  await assert.rejects(ingest({ assignmentDir: join(temporaryFolder(), 'Final') }), /There are no scans in/);
});
