import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { explainReadError, PageUnreadable } from './pageUnreadable.ts';

// No image is decoded twice the same way.
sharp.cache(false);

/** An A3 page at 600 dpi in colour is 70 megapixels; more is a mistake or an attack on memory. */
const maxPixels = 100_000_000;
const maxBytes = 50 * 1024 * 1024;

/** A page image as it lies on disk, its header read. */
export interface PageImage {
  bytes: Buffer;
  metadata: Metadata;
  /** Size in pixels after turning it upright as its EXIF says. */
  width: number;
  height: number;
}

/**
 * Reads a page image and checks that it can be one.
 *
 * @throws PageUnreadable when it is gone, empty, no image, too large, or several pages in one file.
 */
export async function readPageImage(path: string): Promise<PageImage> {
  const bytes = await readBytes(path);
  const metadata = await readable(sharp(bytes, { limitInputPixels: false }).metadata());
  const { width, height } = metadata.autoOrient;
  if (width * height > maxPixels) {
    throw new PageUnreadable(
      `the image is too large: ${width} x ${height} pixels, at most 100 megapixels are read`,
    );
  }
  if ((metadata.pages ?? 1) > 1) {
    throw new PageUnreadable(
      `the file holds ${metadata.pages} pages; put it into scans/ and run "aita ingest" to take them apart`,
    );
  }
  return { bytes, metadata, width, height };
}

/** sha256, in hexadecimal: by it a page is told from the one that was read. */
export const imageDigest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** A decoder that fails on a cut-off image instead of filling it up with grey. */
export const decoder = (bytes: Buffer): Sharp =>
  sharp(bytes, { failOn: 'error', limitInputPixels: maxPixels, sequentialRead: true });

/** Waits for sharp, whose errors have no codes: whatever it says about an image's bytes is why it cannot be read. */
export async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new PageUnreadable(`the image cannot be read: ${reason}`, { cause: error });
  }
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    const stats = await stat(path);
    // Reading a pipe would wait for ever.
    if (!stats.isFile()) throw new PageUnreadable('it is no ordinary file');
    const { size } = stats;
    if (size === 0) throw new PageUnreadable('the file is empty (0 bytes)');
    if (size > maxBytes) {
      throw new PageUnreadable(
        `the file is too large: ${(size / 1024 ** 2).toFixed(0)} MB, at most 50 MB are read`,
      );
    }
    return await readFile(path);
  } catch (error) {
    throw explainReadError(error);
  }
}
