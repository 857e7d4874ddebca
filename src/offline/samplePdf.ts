import { loadDevPackage } from './devPackages.ts';
import { pageSize } from './sampleLayout.ts';
import { printedOn } from './samplePaper.ts';

/** A PDF as a scanner writes it: one JPEG a page, A4. The same images give the same bytes. */
export async function bindPages(title: string, images: Buffer[]): Promise<Uint8Array> {
  const { PDFDocument } = await loadDevPackage(() => import('@cantoo/pdf-lib'));
  const document = await PDFDocument.create({ updateMetadata: false });
  document.setTitle(title);
  document.setCreationDate(printedOn);
  document.setModificationDate(printedOn);
  for (const image of images) {
    const embedded = await document.embedJpg(image);
    document.addPage([pageSize.width, pageSize.height]).drawImage(embedded, { x: 0, y: 0, ...pageSize });
  }
  return document.save();
}
