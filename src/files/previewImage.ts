import { readFile } from 'node:fs/promises';
import sharp from 'sharp';

/** A page as a small JPEG, or why there is none. */
export type Preview = { dataUrl: string; width: number; height: number } | { problem: string };

/** Enough to read handwriting by, and a page stays near 100 kB. */
const widthPx = 1000;

/**
 * Shrinks a page to what a report can carry, turned the way its EXIF says.
 *
 * A page that is missing or no image has a `problem`: its report is still worth having.
 */
export async function previewImage(file: string): Promise<Preview> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { problem: code === 'ENOENT' ? 'the file is gone' : `the file cannot be read (${code})` };
  }
  return await shrink(bytes);
}

async function shrink(bytes: Buffer): Promise<Preview> {
  try {
    const { data, info } = await sharp(bytes, { failOn: 'error' })
      .autoOrient()
      .resize({ width: widthPx, height: 3 * widthPx, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: 'white' })
      .jpeg({ quality: 70 })
      .toBuffer({ resolveWithObject: true });
    return {
      dataUrl: `data:image/jpeg;base64,${data.toString('base64')}`,
      width: info.width,
      height: info.height,
    };
  } catch (error) {
    // Sharp has no error codes; whatever it says of these bytes, they cannot be shown.
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
