import type { OverlayOptions, Sharp } from 'sharp';
import type { Box } from '../domain/exam.ts';
import { holdsText } from './imageText.ts';
import { sentEdge, sentSize, type Size } from './imageTokens.ts';
import { decoder, readable, type PageImage } from './pageImage.ts';

/** Raised when the same options give other pixels, so that a stored reply is not taken for one to the new image. */
const version = 1;

const jpegQuality = 85;
/** Anthropic takes at most 5 MB an image after base64 has made it a third longer. */
const maxSentBytes = 3_500_000;
/** Light grey: seen to be a mask, and neither an empty field nor a drawing. */
const maskColour = { r: 200, g: 200, b: 200 };

export interface PrepareOptions {
  /** Filled before the page is sent; in fractions of the upright page. */
  nameBox?: Box | null;
  /** Longer edge of what is sent, in pixels. */
  maxEdge?: number;
}

export interface PreparedPage extends Size {
  data: Buffer;
  mediaType: string;
  /** How it was made, see `preparationRecipe`. */
  recipe: string;
}

/**
 * Makes of a page what is sent to a model: upright, not larger than a model looks at, the name covered, in colour (red
 * ink and pencil differ in nothing else), without the file's own notes (camera, place, author).
 *
 * A JPEG or PNG that is all that already, and not transparent, goes out byte for byte.
 * @throws PageUnreadable when the image cannot be used.
 */
export async function preparePage(image: PageImage, options: PrepareOptions = {}): Promise<PreparedPage> {
  const { nameBox = null, maxEdge = sentEdge } = options;
  const size = sentSize(image, maxEdge);
  const recipe = preparationRecipe(nameBox, maxEdge);
  if (nameBox === null && isReady(image, size)) {
    return { data: image.bytes, mediaType: `image/${image.metadata.format}`, ...size, recipe };
  }
  const data = await readable(redraw(image, size, nameBox).toBuffer());
  return { data, mediaType: 'image/jpeg', ...size, recipe };
}

/** Names everything besides the source file that decides about the bytes sent; part of the request's hash. */
export function preparationRecipe(nameBox: Box | null = null, maxEdge: number = sentEdge): string {
  const mask = nameBox ? [nameBox.x, nameBox.y, nameBox.width, nameBox.height].join(',') : 'none';
  return `v${version} edge=${maxEdge} jpeg=${jpegQuality} mask=${mask}`;
}

function isReady({ bytes, metadata, width, height }: PageImage, size: Size): boolean {
  const isPlain =
    (metadata.orientation ?? 1) === 1 &&
    metadata.depth === 'uchar' &&
    !metadata.hasAlpha &&
    !holdsText(bytes, metadata);
  const isKnown = ['jpeg', 'png'].includes(metadata.format) && ['srgb', 'b-w'].includes(metadata.space);
  return isPlain && isKnown && size.width === width && size.height === height && bytes.length <= maxSentBytes;
}

function redraw({ bytes }: PageImage, size: Size, nameBox: Box | null): Sharp {
  return (
    decoder(bytes)
      .autoOrient()
      .flatten({ background: 'white' })
      .resize({ ...size, fit: 'fill' })
      .composite(nameBox ? [mask(size, nameBox)] : [])
      .toColourspace('srgb')
      // Full colour resolution: half of it smears the thin strokes of a red pen.
      .jpeg({ quality: jpegQuality, chromaSubsampling: '4:4:4' })
  );
}

/** Rounded outwards: no row of a letter may show beside it. */
function mask({ width, height }: Size, box: Box): OverlayOptions {
  const left = Math.min(Math.floor(box.x * width), width - 1);
  const top = Math.min(Math.floor(box.y * height), height - 1);
  const right = Math.min(Math.ceil((box.x + box.width) * width), width);
  const bottom = Math.min(Math.ceil((box.y + box.height) * height), height);
  const area = { width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
  return { input: { create: { ...area, channels: 3, background: maskColour } }, left, top };
}
