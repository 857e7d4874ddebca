import { extname } from 'node:path';

/** Endings of images that can be read (by sharp). */
const readable = ['.jpg', '.jpeg', '.png', '.webp', '.tif', '.tiff'];

/** What people bring that cannot be read, and what to do with them. */
const unreadable: Record<string, string> = {
  '.bmp': 'BMP is not read: save it as PNG',
  '.heic': 'HEIC is not read: save it as JPEG',
  '.heif': 'HEIC is not read: save it as JPEG',
  '.pdf': 'a PDF is no page: put it into scans/ and run aita ingest',
  '.gif': 'GIF is not read: save it as PNG',
};

export const isImageFile = (name: string): boolean => readable.includes(extname(name).toLowerCase());

export const isPdfFile = (name: string): boolean => extname(name).toLowerCase() === '.pdf';

/** Files that file managers leave behind; not worth a word. */
export const isHiddenFile = (name: string): boolean =>
  name.startsWith('.') || ['thumbs.db', 'desktop.ini', '__macosx'].includes(name.toLowerCase());

/** Why a file that is neither hidden nor read is left out. */
export function reasonLeftOut(name: string): string {
  const ending = extname(name).toLowerCase();
  return unreadable[ending] ?? `not an image (${ending === '' ? 'no file ending' : ending})`;
}
