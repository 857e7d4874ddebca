import type { PDFFont, PDFPage } from '@cantoo/pdf-lib';
import { loadDevPackage } from './devPackages.ts';
import { layoutExam, margin, namePlace, pageSize } from './sampleLayout.ts';
import type { PageLayout } from './sampleLayout.ts';

/** Any fixed day: the same seed must give the same bytes. */
export const printedOn = new Date('2025-10-14T08:00:00Z');

/** The printed exam before anyone wrote on it, as a PDF. */
export async function printBlankExam(): Promise<Uint8Array> {
  const { PDFDocument, StandardFonts, rgb } = await loadDevPackage(() => import('@cantoo/pdf-lib'));
  const document = await PDFDocument.create({ updateMetadata: false });
  document.setTitle('Foundations of Science, midterm exam');
  document.setCreationDate(printedOn);
  document.setModificationDate(printedOn);
  const fonts = {
    plain: await document.embedFont(StandardFonts.TimesRoman),
    bold: await document.embedFont(StandardFonts.TimesRomanBold),
  };
  const ink = rgb(0.1, 0.1, 0.1);
  for (const layout of layoutExam()) {
    const page = document.addPage([pageSize.width, pageSize.height]);
    printTexts(page, layout, fonts);
    for (const { baselines } of layout.answers) {
      for (const y of baselines) printRule(page, acrossPage, y + 3, rgb(0.74, 0.78, 0.83));
    }
    if (layout.page === 1) printNameBox(page, fonts.plain, ink);
    printRule(page, acrossPage, layout.page === 1 ? 146 : 66, ink);
  }
  return document.save();
}

interface Fonts {
  plain: PDFFont;
  bold: PDFFont;
}
type Color = ReturnType<typeof import('@cantoo/pdf-lib').rgb>;

function printTexts(page: PDFPage, layout: PageLayout, { plain, bold }: Fonts): void {
  for (const each of layout.texts) {
    page.drawText(each.text, {
      x: each.x,
      y: pageSize.height - each.y,
      size: each.size,
      font: each.bold ? bold : plain,
    });
  }
}

const acrossPage = { from: margin, to: pageSize.width - margin };

function printRule(page: PDFPage, { from, to }: typeof acrossPage, y: number, color: Color): void {
  const height = pageSize.height - y;
  page.drawLine({ start: { x: from, y: height }, end: { x: to, y: height }, thickness: 0.7, color });
}

function printNameBox(page: PDFPage, font: PDFFont, color: Color): void {
  const { x, y, width, height } = namePlace;
  const bottom = pageSize.height - y - height;
  page.drawRectangle({ x, y: bottom, width, height, borderColor: color, borderWidth: 1 });
  printRule(page, { from: x, to: x + width }, y + height / 2, color);
  page.drawText('Name', { x: x + 6, y: pageSize.height - 62, size: 10, font });
  page.drawText('Number', { x: x + 6, y: pageSize.height - 92, size: 10, font });
}
