import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { PDFDocument } from '@cantoo/pdf-lib';
import sharp from 'sharp';
import { writeSample } from '../../src/offline/sample.ts';
import type { Sample } from '../../src/offline/sample.ts';
import { sampleExam } from '../../src/offline/sampleExam.ts';
import { openScanner } from '../../src/offline/sampleScan.ts';
import { inventStudents } from '../../src/offline/sampleStudents.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

function digests(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [file.slice(folder.length), createHash('sha256').update(readFileSync(file)).digest('hex')];
    }),
  );
}

test('writes the same files, byte for byte, for the same seed and others for another', async () => {
  const [first, second, third] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  await writeSample({ dir: first, students: 1, seed: 7 });
  await writeSample({ dir: second, students: 1, seed: 7 });
  await writeSample({ dir: third, students: 1, seed: 8 });
  assert.deepEqual(digests(first), digests(second));
  const classPdf = '/data/Midterm/scans/class.pdf';
  assert.notEqual(digests(first)[classPdf], digests(third)[classPdf]);
});

suite('a sample of three students', () => {
  const dir = temporaryFolder();
  let sample: Sample;
  before(async () => {
    sample = await writeSample({ dir, students: 3 });
  });

  test('keeps the truth out of the data folder, and leaves ingest only the class PDF to find', () => {
    assert.deepEqual(Object.keys(digests(join(dir, 'data'))).sort(), [
      '/Midterm/exam.json',
      '/Midterm/scans/class.pdf',
      '/roster.csv',
    ]);
    assert.ok(!sample.truthFile.startsWith(sample.dataDir));
    assert.ok(readFileSync(sample.truthFile, 'utf8').includes('"correctness"'));
  });

  test('holds the same pages as a class PDF, as PDFs per student and as images of 150 dpi', async () => {
    const pageCount = async (file: string) => (await PDFDocument.load(readFileSync(file))).getPageCount();
    assert.equal(await pageCount(sample.classPdf), 6);
    assert.deepEqual(await Promise.all(sample.studentPdfs.map(pageCount)), [2, 2, 2]);
    assert.equal(sample.imageFolders.flatMap((folder) => readdirSync(folder)).length, 6);
    const { width, height, format } = await sharp(
      join(sample.imageFolders[0] ?? '', 'page-1.jpg'),
    ).metadata();
    assert.deepEqual({ width, height, format }, { width: 1240, height: 1754, format: 'jpeg' });
  });
});

test('never writes over a data folder', async () => {
  const dir = temporaryFolder();
  mkdirSync(join(dir, 'data'));
  await assert.rejects(writeSample({ dir, students: 1 }), { code: 'data-exists', exitCode: 2 });
  assert.deepEqual(readdirSync(dir), ['data']);
});

test('refuses a class of 0, of 1.5 or of 1,000, and writes nothing', async () => {
  const dir = temporaryFolder();
  for (const students of [0, 1.5, 1000, NaN]) {
    await assert.rejects(writeSample({ dir, students }), { code: 'bad-students', exitCode: 2 });
  }
  assert.ok(!existsSync(join(dir, 'data')));
});

test('writes the name and number only where exam.json says that they are', async () => {
  const scanner = await openScanner();
  const { nameBox } = sampleExam();
  assert.ok(nameBox);
  for (const student of inventStudents(6, 3)) {
    const named = await grey(await scanner.scanPage(student, 1, 3));
    const nameless = await grey(await scanner.scanPage({ ...student, name: '', id: '' }, 1, 3));
    const { count, left, right, top, bottom } = difference(named, nameless);
    assert.ok(count > 500, `${student.hand.font} wrote no name`);
    const isInside =
      left > nameBox.x &&
      right < nameBox.x + nameBox.width &&
      top > nameBox.y &&
      bottom < nameBox.y + nameBox.height;
    assert.ok(isInside, `${student.hand.font} writes from ${left}, ${top} to ${right}, ${bottom}`);
  }
});

const grey = (image: Buffer): Promise<Buffer> => sharp(image).greyscale().raw().toBuffer();

/** Where two pages differ by more than JPEG does, in fractions of the page. */
function difference(a: Buffer, b: Buffer) {
  const [width, height] = [1240, 1754];
  const box = { count: 0, left: 1, right: 0, top: 1, bottom: 0 };
  for (let at = 0; at < a.length; at += 1) {
    if (Math.abs(a.readUInt8(at) - b.readUInt8(at)) < 24) continue;
    const [x, y] = [(at % width) / width, Math.floor(at / width) / height];
    box.count += 1;
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}
