import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { PDFDocument } from '@cantoo/pdf-lib';
import { run } from '../../../src/client/commands/ingest.ts';
import { capturedIo } from '../../support/capturedIo.ts';
import { square } from '../../support/scans.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

async function pdfOf(pages: number): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  for (let page = 0; page < pages; page++) pdf.addPage([110, 150]);
  return pdf.save();
}

function courseWith(scans: Record<string, Uint8Array | string>): string {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'data/Final/scans'), { recursive: true });
  for (const [name, content] of Object.entries(scans)) {
    const path = join(cwd, 'data/Final/scans', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return cwd;
}

test('shows the order found and the next command', async () => {
  const { io, out } = capturedIo(courseWith({ 'class.pdf': await pdfOf(5) }));
  assert.equal(await run({ assignment: 'Final', pagesPerStudent: 2, dpi: 72 }, io), 0);
  assert.deepEqual(out, [
    '3 students, 5 pages written, 0 there already: data/Final/pages',
    '  sheet-001: 2 pages from class.pdf',
    '  sheet-002: 2 pages from class.pdf',
    '  sheet-003: 1 page from class.pdf',
    'Incomplete: sheet-003 has 1 of 2 pages',
    'Next: aita transcribe --assignment Final --dry-run',
  ]);
});

test('names the pages from within the exam’s own folder', async () => {
  const { io, out } = capturedIo(join(courseWith({ 'Ann.pdf': await pdfOf(1) }), 'data/Final'));
  assert.equal(await run({ dataDir: '..', pagesPerStudent: 1, dpi: 72 }, io), 0);
  assert.equal(out[0], '1 student, 1 page written, 0 there already: pages');
});

test('ends with exit code 3 when a scan is broken, names it and does the others', async () => {
  const cwd = courseWith({ 'Ann.pdf': 'no PDF', 'Bob.pdf': await pdfOf(1) });
  const { io, out } = capturedIo(cwd);
  assert.equal(await run({ dpi: 72 }, io), 3);
  assert.ok(out.some((line) => line.startsWith('Failed: Ann.pdf: ')));
  assert.ok(existsSync(join(cwd, 'data/Final/pages/Bob/page-001.jpg')));
});

test('says what to type for a class PDF, and writes no page', async () => {
  const cwd = courseWith({ 'class.pdf': await pdfOf(2) });
  const { io } = capturedIo(cwd);
  await assert.rejects(run({}, io), { code: 'whose-pages', hint: /--pages-per-student 2/ });
  assert.ok(!existsSync(join(cwd, 'data/Final/pages')));
});

test('prints one JSON object with --json, and writes no progress with --quiet', async () => {
  const { io, out, err } = capturedIo(courseWith({ 'Ann.pdf': await pdfOf(1), 'Bob.pdf': await pdfOf(2) }));
  assert.equal(await run({ dpi: 72, json: true, quiet: true }, io), 0);
  const report = JSON.parse(out.join('\n')) as Record<string, unknown>;
  assert.deepEqual([report['assignment'], report['written'], report['failures']], ['Final', 3, []]);
  assert.deepEqual(err, []);
});

test('compares with a roster of Excel, and names namesakes', async () => {
  const cwd = courseWith({ 'Ann.pdf': await pdfOf(1), 'Bob.pdf': await pdfOf(1) });
  const roster = '\uFEFFid;name;email\r\n1;Ann Lee;a@x.org\r\n2;Bob;\r\n3;Ann Lee;b@x.org\r\n';
  writeFileSync(join(cwd, 'data/roster.csv'), roster);
  const { io, out } = capturedIo(cwd);
  assert.equal(await run({ dpi: 72, quiet: true }, io), 0);
  assert.ok(out.includes('Roster: 3 students listed, 2 with pages'), out.join('\n'));
  assert.ok(out.includes('Roster: 2 students are called Ann Lee'));
});

test('says to mend the scan when it is the only one and broken, and counts no page of it', async () => {
  for (const [name, file] of [
    ['Zoë', 'Zoë/a.jpg'],
    ['Zoë', 'Zoë/a.pdf'],
  ] as const) {
    const cwd = courseWith({ [file]: 'garbage' });
    const { io, out } = capturedIo(cwd);
    assert.equal(await run({ dpi: 72 }, io), 3);
    assert.equal(out[0], '0 students, 0 pages written, 0 there already: data/Final/pages');
    assert.ok(!out.some((line) => line.startsWith(`  ${name}`)), out.join('\n'));
    assert.match(out[1] ?? '', /^Failed: Zoë/);
    const next = 'Next: mend or replace what failed, then aita ingest --assignment Final --dpi 72';
    assert.deepEqual(out.slice(2), [next]);
  }
});

test('says how many pages of a student are there when one failed', async () => {
  const good = await square(20).toBuffer();
  const { io, out } = capturedIo(courseWith({ 'Ann/1.png': good, 'Ann/2.png': 'garbage' }));
  assert.equal(await run({}, io), 3);
  assert.equal(out[1], '  Ann: 1 of 2 pages from Ann/1.png, Ann/2.png');
  assert.equal(out.at(-1), 'Next: aita transcribe --assignment Final --dry-run');
});
