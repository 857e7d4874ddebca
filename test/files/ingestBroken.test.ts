import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PDFDocument } from '@cantoo/pdf-lib';
import sharp from 'sharp';
import { ingest } from '../../src/files/ingest.ts';
import { assignmentWith, pdfOf, square, students, visible } from '../support/scans.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

// Other systems allow no such names.
const skip = process.platform !== 'linux';

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
    'Cy/2.png': 'it is a link to nothing, or gone (until it can be read, no page of Cy is made or changed)',
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
    ['Ann'],
  );
});

test('asks how many pages each student has when there is one PDF', async () => {
  const dir = assignmentWith({ 'class.pdf': await pdfOf(2) });
  await assert.rejects(ingest({ assignmentDir: dir }), { code: 'whose-pages' });
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

test('says where scans belong when there are none', async () => {
  const dir = assignmentWith({ 'notes.txt': 'x' });
  await assert.rejects(ingest({ assignmentDir: dir }), { code: 'no-scans' });
  await assert.rejects(ingest({ assignmentDir: join(temporaryFolder(), 'Final') }), /There are no scans in/);
});
