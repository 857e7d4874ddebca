import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PDFDocument } from '@cantoo/pdf-lib';
import sharp from 'sharp';
import type { ingest } from '../../src/files/ingest.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** Each page is 10 points wider than the one before, so that its order shows in pixels. */
export async function pdfOf(pages: number): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  for (let page = 1; page <= pages; page++) pdf.addPage([100 + page * 10, 100]);
  return pdf.save();
}

/** An assignment folder with these files in `scans/`. */
export function assignmentWith(scans: Record<string, Uint8Array | string>): string {
  const dir = join(temporaryFolder(), 'Final');
  for (const [name, bytes] of Object.entries(scans)) {
    mkdirSync(join(dir, 'scans', name, '..'), { recursive: true });
    writeFileSync(join(dir, 'scans', name), bytes);
  }
  return dir;
}

export const widthOf = async (dir: string, page: string) =>
  (await sharp(join(dir, 'pages', page)).metadata()).width;

export const square = (width: number) =>
  sharp({ create: { width, height: 20, channels: 4, background: '#0000' } }).png();

/** Names in a folder, without hidden ones. */
export const visible = (dir: string): string[] => readdirSync(dir).filter((name) => !name.startsWith('.'));

/** Each student with the number of pages and the scans they came from. */
export const students = (report: Awaited<ReturnType<typeof ingest>>): string[] =>
  report.students.map(({ student, pages, files }) => `${student}: ${pages} of ${files.join(' ')}`);
