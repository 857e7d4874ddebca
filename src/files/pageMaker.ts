import { parentPort } from 'node:worker_threads';
import sharp, { type Sharp } from 'sharp';
import { writeFileAtomic } from './atomicWrite.ts';
import { isPdfFile } from './imageFiles.ts';
import type { PageMakerReply, PageTask } from './pageMakers.ts';
import { loadPdfium, type PdfDocument } from './pdfium.ts';
import { isTrap } from './pdfiumFile.ts';

// Runs in a thread of its own: PDFium is WebAssembly and holds its thread while it draws a page.

const quality = 85;

let library: ReturnType<typeof loadPdfium> | null = null;
let open: { path: string; document: PdfDocument; uses: number } | null = null;

/** PDFium keeps what it has read of a document until that is closed: 20 pages of a scan are some 10 MB. */
const maxUses = 20;

/** One document at a time is open. */
async function openDocument(path: string): Promise<PdfDocument> {
  if (open?.path !== path || open.uses >= maxUses) {
    open?.document.close();
    open = null;
    library ??= loadPdfium();
    open = { path, document: (await library).open(path), uses: 0 };
  }
  open.uses++;
  return open.document;
}

async function countPages(path: string): Promise<number> {
  if (isPdfFile(path)) return (await openDocument(path)).pageCount;
  return (await sharp(path, { limitInputPixels: false }).metadata()).pages ?? 1;
}

async function makePage({ source, page, dpi, target }: PageTask): Promise<void> {
  const image = isPdfFile(source) ? await drawn(source, page, dpi) : scanned(source, page);
  await writeFileAtomic(target, await image.jpeg({ quality }).withMetadata({ density: dpi }).toBuffer());
}

async function drawn(source: string, page: number, dpi: number): Promise<Sharp> {
  const { data, width, height } = (await openDocument(source)).draw(page, dpi);
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Upright, on white; a cut-off image fails instead of ending in grey. */
const scanned = (source: string, page: number): Sharp =>
  sharp(source, { page: page - 1, failOn: 'error' })
    .autoOrient()
    .flatten({ background: 'white' });

async function answer(task: PageTask | { count: string }): Promise<PageMakerReply> {
  try {
    if ('count' in task) return { ok: true, pages: await countPages(task.count) };
    await makePage(task);
    return { ok: true, pages: 1 };
  } catch (error) {
    if (isTrap(error)) library = open = null;
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (task: PageTask | { count: string }) => {
  void answer(task).then((reply) => parentPort?.postMessage(reply));
});
