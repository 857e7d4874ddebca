import { hash } from 'node:crypto';

const opening = Buffer.from('"data:');
const backslash = 0x5c;
const longestHead = 100;

/**
 * Replaces each base64 data URL of a JSON body by `sha256:<hex>` of its decoded bytes, so that the rest is
 * small and cheap to parse, and the digest is that of the image's file.
 */
export function cutImages(body: Buffer): { json: string; digests: string[] } {
  const kept: string[] = [];
  const digests: string[] = [];
  let from = 0;
  for (let url = nextDataUrl(body, from); url !== null; url = nextDataUrl(body, from)) {
    const digest = hash('sha256', Buffer.from(body.toString('latin1', url.dataStart, url.end), 'base64'));
    digests.push(digest);
    kept.push(body.toString('utf8', from, url.start), `sha256:${digest}`);
    from = url.end;
  }
  return { json: kept.join('') + body.toString('utf8', from), digests };
}

interface DataUrl {
  start: number;
  dataStart: number;
  end: number;
}

function nextDataUrl(body: Buffer, from: number): DataUrl | null {
  for (let quote = body.indexOf(opening, from); quote !== -1; quote = body.indexOf(opening, quote + 1)) {
    // An escaped quote belongs to a text that speaks of data URLs.
    if (body[quote - 1] === backslash) continue;
    const start = quote + 1;
    const head = /^data:[\w.+/-]+;base64,/.exec(body.toString('latin1', start, start + longestHead));
    if (head === null) continue;
    const dataStart = start + head[0].length;
    const end = body.indexOf('"', dataStart);
    return end === -1 ? null : { start, dataStart, end };
  }
  return null;
}
