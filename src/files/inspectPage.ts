import { measureInk, type GreyImage, type Ink } from './measureInk.ts';
import { decoder, imageDigest, readable, type PageImage } from './pageImage.ts';

export interface PageInspection {
  /** Size in pixels, upright. */
  width: number;
  height: number;
  /** sha256 of the file, in hexadecimal. */
  digest: string;
  /** Share of the page that differs from its paper, 0 to 1; roughly, where it is far from blank. */
  inkShare: number;
  /** Nothing is written or printed on it, as far as can be told; anything doubtful is not blank. */
  isBlank: boolean;
}

/** Of an A4 page 2.5 mm²: less than a pencilled "x" (about 12 mm²), more than a few specks of dust. */
const blankInkShare = 0.00004;
/** With more noise than this, a word in faint pencil would not be seen. */
const blankMaxThreshold = 20;
/** A darker page is a fault of the scanner, or covered; blank paper is bright. */
const blankMinPaper = 96;
/** Scaled by halves while the longer edge stays above this: pen strokes keep half a pixel, noise averages out. */
const measuredEdge = 400;
/** Most pages show at this size that they are written on, for a third of the work. */
const glanceEdge = 100;
/** Much more than any blank page shows at a glance (0.0002 at worst). */
const surelyWritten = 0.005;

/**
 * Looks at a page image without changing it: size, digest, whether it is blank.
 *
 * @throws PageUnreadable when the image cannot be used.
 */
export async function inspectPage(image: PageImage): Promise<PageInspection> {
  const ink = await inkOf(image);
  return {
    width: image.width,
    height: image.height,
    digest: imageDigest(image.bytes),
    inkShare: ink.share,
    isBlank: isBlank(ink),
  };
}

const isBlank = ({ share, threshold, paper }: Ink): boolean =>
  share < blankInkShare && threshold <= blankMaxThreshold && paper >= blankMinPaper;

async function inkOf(image: PageImage): Promise<Ink> {
  const glance = measureInk(await smallGrey(image, glanceEdge));
  return glance.share > surelyWritten ? glance : measureInk(await smallGrey(image, measuredEdge));
}

async function smallGrey({ bytes, metadata }: PageImage, edge: number): Promise<GreyImage> {
  const factor = shrinkFactor(Math.max(metadata.width, metadata.height), edge);
  const { data, info } = await readable(
    decoder(bytes)
      .flatten({ background: 'white' })
      .resize({
        width: Math.max(1, Math.round(metadata.width / factor)),
        height: Math.max(1, Math.round(metadata.height / factor)),
        fit: 'fill',
        kernel: 'linear',
      })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  );
  return { data: toGrey(data, info.channels), width: info.width, height: info.height };
}

/** Brightness as the eye weighs it. Twice as fast as sharp's own, which goes through linear light. */
function toGrey(data: Uint8Array, channels: number): Uint8Array {
  if (channels < 3) return channels === 1 ? data : data.filter((_, index) => index % channels === 0);
  const grey = new Uint8Array(data.length / channels);
  for (let pixel = 0, i = 0; pixel < grey.length; pixel++, i += channels) {
    grey[pixel] = (2 * data[i]! + 5 * data[i + 1]! + data[i + 2]!) >> 3;
  }
  return grey;
}

/** 1, 2, 4, 8 or 16: a JPEG decoder leaves out most of the work for half of it. */
function shrinkFactor(from: number, to: number): number {
  let factor = 1;
  while (factor < 16 && from / (factor * 2) >= to) factor *= 2;
  return factor;
}
