import { readFile } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { PDFiumLibrary, type PDFiumDocument } from '@hyzyla/pdfium';
import sharp from 'sharp';
import { writeFileAtomic } from './atomicWrite.ts';
import type { PageMakerReply, PageTask } from './pageMakers.ts';

// Runs in a thread of its own: PDFium is WebAssembly and holds its thread while it draws a page.

const quality = 85;
const pointsPerInch = 72;

let library: PDFiumLibrary | null = null;
let open: { path: string; document: PDFiumDocument } | null = null;

/** One document at a time is open, so that memory holds one file and one page. */
async function openDocument(path: string): Promise<PDFiumDocument> {
  if (open?.path === path) return open.document;
  open?.document.destroy();
  open = null;
  library ??= await PDFiumLibrary.init();
  const document = await library.loadDocument(await readFile(path));
  open = { path, document };
  return document;
}

async function draw({ source, page, dpi, target }: PageTask): Promise<void> {
  if (page === null)
    return writeFileAtomic(target, await sharp(source).autoOrient().jpeg({ quality }).toBuffer());
  const document = await openDocument(source);
  const { data, width, height } = await document
    .getPage(page - 1)
    .render({ scale: dpi / pointsPerInch, render: 'bitmap' });
  const image = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha();
  await writeFileAtomic(target, await image.jpeg({ quality }).withMetadata({ density: dpi }).toBuffer());
}

async function answer(task: PageTask | { count: string }): Promise<PageMakerReply> {
  try {
    if ('count' in task) return { ok: true, pages: (await openDocument(task.count)).getPageCount() };
    await draw(task);
    return { ok: true, pages: 1 };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (task: PageTask | { count: string }) => {
  void answer(task).then((reply) => parentPort?.postMessage(reply));
});
