import sharp from 'sharp';

export interface PageDrawing {
  /** Pixels; the height follows A4. */
  width?: number;
  paper?: [number, number, number];
  /** Standard deviation of the paper's grain, in levels of 255. */
  grain?: number;
  /** Pen strokes in millimetres, as an SVG path. */
  strokes?: string;
  /** CSS colour. */
  ink?: string;
  /** JPEG quality. */
  quality?: number;
  /** Millimetres of black at the left edge, as a scanner leaves it. */
  darkEdge?: number;
}

/** An A4 page with strokes of a 0.4 mm pen, as a JPEG. The same drawing gives the same bytes. */
export async function drawPage(drawing: PageDrawing = {}): Promise<Buffer> {
  const {
    width = 620,
    paper = [250, 246, 232],
    grain = 0,
    strokes = '',
    ink = 'black',
    quality = 80,
  } = drawing;
  const height = Math.round(width * Math.SQRT2);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 210 297">
    <rect width="210" height="297" fill="rgb(${paper.join(',')})"/>
    <rect width="${drawing.darkEdge ?? 0}" height="297" fill="black"/>
    <path d="${strokes}" stroke="${ink}" stroke-width="0.4" fill="none"/></svg>`;
  const pixels = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer();
  if (grain > 0) addGrain(pixels, grain);
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}

/** Loops like joined-up writing: one letter a loop, at x and y in millimetres. */
export function scribble(x: number, y: number, letters: number): string {
  const loops = Array.from({ length: letters }, () => 'c 1,-3 3,-3 2,0 c -1,2 0,2 1,0');
  return `M ${x},${y} ${loops.join(' ')}`;
}

/** A page full of lines. */
export const fullPage = Array.from({ length: 20 }, (_, line) => scribble(20, 25 + line * 12, 50)).join(' ');

function addGrain(pixels: Buffer, deviation: number): void {
  let state = 42;
  const random = () => (state = (state * 1664525 + 1013904223) >>> 0) / 2 ** 32;
  for (let i = 0; i < pixels.length; i++) {
    // The sum of four even numbers is near enough to a normal one; its deviation is 1 / sqrt(3).
    const noise = (random() + random() + random() + random() - 2) * Math.sqrt(3) * deviation;
    pixels[i] = Math.max(0, Math.min(255, Math.round((pixels[i] ?? 0) + noise)));
  }
}
