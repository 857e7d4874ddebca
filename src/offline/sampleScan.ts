import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { loadDevPackage } from './devPackages.ts';
import { loadHands, writeLine } from './handwriting.ts';
import { createRandom } from './randomness.ts';
import type { Random } from './randomness.ts';
import { layoutExam } from './sampleLayout.ts';
import type { PageLayout } from './sampleLayout.ts';
import { printBlankExam } from './samplePaper.ts';
import type { SampleStudent } from './sampleStudents.ts';
import { writeAnswers, writeName } from './sampleWriting.ts';
import type { WrittenLine } from './sampleWriting.ts';

/** A4 at 150 dpi. */
const scan = { width: 1240, height: 1754 };
const pixelsPerPoint = 150 / 72;
const jpegQuality = 70;

export interface Scanner {
  layouts: PageLayout[];
  blankExam: Uint8Array;
  /** The page as a JPEG of 1240 x 1754; the same seed and student give the same bytes. */
  scanPage(student: SampleStudent, page: number, seed: number): Promise<Buffer>;
}

/** Prints the exam once, then scans as many filled-in copies as asked for. */
export async function openScanner(): Promise<Scanner> {
  const { createCanvas } = await loadDevPackage(() => import('@napi-rs/canvas'));
  await loadHands();
  const blankExam = await printBlankExam();
  const printed = await drawPrinted(blankExam, createCanvas);
  const noise = drawNoise(createCanvas(512, 512));
  const layouts = layoutExam();
  return {
    layouts,
    blankExam,
    async scanPage(student, page, seed) {
      const random = createRandom(`page:${seed}:${student.student}:${page}`);
      const canvas = createCanvas(scan.width, scan.height);
      const context = canvas.getContext('2d');
      layPaper(context, random);
      context.globalCompositeOperation = 'multiply';
      const [sheet, layout] = [printed[page - 1], layouts[page - 1]];
      if (!sheet || !layout) throw new RangeError(`The exam has no page ${page}`);
      context.drawImage(sheet, 0, 0);
      fillIn(context, student, layout, random);
      context.resetTransform();
      addScannerMarks(context, noise, random);
      return canvas.encode('jpeg', jpegQuality);
    },
  };
}

type CreateCanvas = typeof import('@napi-rs/canvas').createCanvas;

async function drawPrinted(pdf: Uint8Array, createCanvas: CreateCanvas): Promise<Canvas[]> {
  const { PDFiumLibrary } = await import('@hyzyla/pdfium');
  const library = await PDFiumLibrary.init();
  try {
    const document = await library.loadDocument(pdf);
    const sheets: Canvas[] = [];
    for (const page of document.pages()) {
      const { data, width, height } = await page.render({ ...scan, render: 'bitmap', colorSpace: 'BGRA' });
      const canvas = createCanvas(width, height);
      const image = canvas.getContext('2d').createImageData(width, height);
      image.data.set(data);
      canvas.getContext('2d').putImageData(image, 0, 0);
      sheets.push(canvas);
    }
    document.destroy();
    return sheets;
  } finally {
    library.destroy();
  }
}

/** The lid of the scanner, and the sheet on it: a little tinted, shifted and turned. */
function layPaper(context: SKRSContext2D, random: Random): void {
  context.fillStyle = '#e9e9e6';
  context.fillRect(0, 0, scan.width, scan.height);
  context.translate(scan.width / 2 + random.between(-5, 5), scan.height / 2 + random.between(-6, 6));
  context.rotate(random.between(-0.011, 0.011));
  context.translate(-scan.width / 2, -scan.height / 2);
  const light = random.between(249, 255);
  const warmth = random.between(1, 14);
  context.fillStyle = `rgb(${light}, ${light - warmth / 3}, ${light - warmth})`;
  context.fillRect(0, 0, scan.width, scan.height);
}

/** The name has its own random numbers, so that the rest of the page does not depend on it. */
function fillIn(context: SKRSContext2D, student: SampleStudent, layout: PageLayout, random: Random): void {
  const pen = { context, hand: student.hand, ink: student.ink };
  const write = (lines: WrittenLine[], from: Random) => {
    for (const { text, x, y } of lines) {
      writeLine({ ...pen, random: from }, text, x * pixelsPerPoint, y * pixelsPerPoint);
    }
  };
  write(writeAnswers(student, layout), random);
  if (layout.page === 1) write(writeName(student), createRandom(`name:${student.name}`));
}

/** A shadow along one edge, a few specks of dust and the sensor's noise. */
function addScannerMarks(context: SKRSContext2D, noise: Canvas, random: Random): void {
  const shadow = context.createLinearGradient(0, 0, 46, 0);
  shadow.addColorStop(0, `rgba(120, 118, 112, ${random.between(0.15, 0.4).toFixed(3)})`);
  shadow.addColorStop(1, 'rgba(120, 118, 112, 0)');
  context.fillStyle = shadow;
  context.fillRect(0, 0, 46, scan.height);
  context.fillStyle = 'rgba(70, 68, 66, 0.55)';
  for (let speck = 0; speck < 6; speck += 1) {
    context.beginPath();
    context.arc(
      random.between(0, scan.width),
      random.between(0, scan.height),
      random.between(0.6, 1.5),
      0,
      7,
    );
    context.fill();
  }
  context.translate(-Math.floor(random.between(0, 512)), -Math.floor(random.between(0, 512)));
  const grain = context.createPattern(noise, 'repeat');
  if (grain) context.fillStyle = grain;
  context.fillRect(0, 0, scan.width + 512, scan.height + 512);
  context.resetTransform();
}

function drawNoise(canvas: Canvas): Canvas {
  const random = createRandom('noise');
  const context = canvas.getContext('2d');
  const image = context.createImageData(canvas.width, canvas.height);
  for (let at = 0; at < image.data.length; at += 4) {
    const grey = random.between(243, 255);
    image.data.fill(grey, at, at + 3);
    image.data[at + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
