import type { Metadata } from 'sharp';

/**
 * Whether an image file carries notes besides its pixels (EXIF, XMP, IPTC, comments). Scanner programs and phones write
 * names of people and files there.
 */
export function holdsText(bytes: Buffer, metadata: Metadata): boolean {
  if (metadata.exif || metadata.xmp || metadata.iptc || metadata.comments?.length) return true;
  return metadata.format === 'jpeg' && hasJpegComment(bytes);
}

const comment = 0xfe;
const startOfScan = 0xda;

/** Walks the segments before the pixels; anything unexpected counts as a comment, for the page is then redrawn. */
function hasJpegComment(bytes: Buffer): boolean {
  let at = 2;
  while (at + 4 <= bytes.length) {
    const [marker, kind] = [bytes[at], bytes[at + 1]];
    if (marker !== 0xff || kind === comment) return true;
    if (kind === startOfScan) return false;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return true;
}
