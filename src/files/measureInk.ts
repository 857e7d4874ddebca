/** A page in grey, one byte a pixel. */
export interface GreyImage {
  data: Uint8Array;
  width: number;
  height: number;
}

export interface Ink {
  /** Share of the pixels that stand out from the paper. */
  share: number;
  /** How far a pixel must differ from the paper around it to count, in levels of 255. */
  threshold: number;
  /** The paper's brightness, 0 black to 255 white. */
  paper: number;
}

/** Left out on each side, as a share of the page: scanner edges and shadows, about 5 mm of A4. */
const border = 0.025;
/** Paper is taken as even within a tile: about 16 mm of A4, so that shading over the page does not count. */
const tilePx = 32;
/** Ink differs from the paper by more than this many times the paper's own noise: fewer than 1 pixel in a million by chance. */
const noiseFactor = 5;
/** On noiseless paper, what compression alone can add. A pencil stroke of 10 % contrast, thinned by scaling, is about 12. */
const leastContrast = 6;
/** The normal distribution: median deviation and 95th percentile in units of the standard deviation. */
const medianToSigma = 1.4826;
const percentile95 = 1.645;

/**
 * Measures how much of a page is written or printed on.
 *
 * The contrast is stretched by the page's own noise: faint pencil on clean paper counts, grain of tinted paper does not.
 * Lighter than the paper counts like darker, for chalk and correction fluid.
 */
export function measureInk(image: GreyImage): Ink {
  const { counts, pixels, paper } = deviations(image);
  if (pixels === 0) return { share: 1, threshold: 0, paper };
  const threshold = Math.max(leastContrast, noiseFactor * noise(counts, pixels));
  let ink = 0;
  for (let level = Math.ceil(threshold); level <= 255; level++) ink += countAt(counts, level);
  return { share: ink / pixels, threshold, paper };
}

interface Deviations {
  /** Pixels by how much darker they are than their tile's median, from -255 at index 0 to 255 at index 510. */
  counts: Uint32Array;
  pixels: number;
  /** Mean of the tiles' medians. */
  paper: number;
}

function deviations({ data, width, height }: GreyImage): Deviations {
  const counts = new Uint32Array(511);
  const histogram = new Uint32Array(256);
  const [left, top] = [Math.round(width * border), Math.round(height * border)];
  let pixels = 0;
  let paper = 0;
  for (let y = top; y < height - top; y += tilePx) {
    const bottom = Math.min(y + tilePx, height - top);
    for (let x = left; x < width - left; x += tilePx) {
      const right = Math.min(x + tilePx, width - left);
      fillHistogram(histogram, data, { x, right, y, bottom, width });
      const inTile = (right - x) * (bottom - y);
      const median = medianOf(histogram, inTile);
      for (let level = 0; level < 256; level++) counts[255 + median - level]! += histogram[level]!;
      pixels += inTile;
      paper += median * inTile;
    }
  }
  return { counts, pixels, paper: pixels === 0 ? 0 : paper / pixels };
}

interface Tile {
  x: number;
  right: number;
  y: number;
  bottom: number;
  /** Of the whole image. */
  width: number;
}

function fillHistogram(histogram: Uint32Array, data: Uint8Array, tile: Tile): void {
  histogram.fill(0);
  for (let y = tile.y; y < tile.bottom; y++) {
    const end = y * tile.width + tile.right;
    for (let i = y * tile.width + tile.x; i < end; i++) histogram[data[i]!]!++;
  }
}

function medianOf(histogram: Uint32Array, total: number): number {
  let below = 0;
  for (let level = 0; level < 255; level++) {
    below += histogram[level]!;
    if (below * 2 >= total) return level;
  }
  return 255;
}

const countAt = (counts: Uint32Array, level: number): number =>
  level === 0 ? counts[255]! : counts[255 + level]! + counts[255 - level]!;

/** Standard deviation of the paper. Ink spoils one side only, so of both tails the smaller one is the paper's. */
function noise(counts: Uint32Array, pixels: number): number {
  let within = 0;
  let median = 0;
  for (; median < 255; median++) {
    within += countAt(counts, median);
    if (within * 2 >= pixels) break;
  }
  const tail = Math.min(tailOf(counts, pixels, 1), tailOf(counts, pixels, -1));
  return Math.max(medianToSigma * median, tail / percentile95);
}

/** The deviation that 5 % of all pixels exceed on one side. */
function tailOf(counts: Uint32Array, pixels: number, side: 1 | -1): number {
  let beyond = 0;
  for (let level = 255; level > 0; level--) {
    beyond += counts[255 + side * level]!;
    if (beyond > 0.05 * pixels) return level;
  }
  return 0;
}
