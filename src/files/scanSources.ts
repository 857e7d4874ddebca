import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../domain/userError.ts';
import { isHiddenFile, isImageFile, isPdfFile, reasonLeftOut } from './imageFiles.ts';
import { naturalOrder } from './naturalOrder.ts';

/** A file the scanner gave. */
export interface ScanFile {
  path: string;
  /** Relative to the folder of scans, with `/`. */
  name: string;
  kind: 'pdf' | 'image';
  /** sha256 of the file. */
  digest: string;
  /** The student's folder it lies in; `null` for a loose file. */
  student: string | null;
}

export interface ScanSources {
  files: ScanFile[];
  /** Left out, and why. */
  skipped: { name: string; reason: string }[];
}

/** Every PDF and image of `scans/`, in natural order: loose ones, and those in one folder per student. */
export async function findScans(scansDir: string): Promise<ScanSources> {
  const sources: ScanSources = { files: [], skipped: [] };
  for (const name of await visible(scansDir)) {
    const path = join(scansDir, name);
    if (!(await stat(path)).isDirectory()) await addFile(sources, path, null);
    else for (const inner of await visible(path)) await addFile(sources, join(path, inner), name);
  }
  if (sources.files.length > 0) return sources;
  throw new UserError(
    'no-scans',
    `There is no PDF and no image in ${scansDir}.`,
    'Put the scans there, then run aita ingest again.',
  );
}

/** A student's folder: the one a scan lies in, or the name of a PDF of its own without its ending. */
export const studentOf = (file: ScanFile): string =>
  (file.student ?? basename(file.name, extname(file.name))).normalize('NFC');

async function addFile(sources: ScanSources, path: string, student: string | null): Promise<void> {
  const name = student === null ? basename(path) : `${student}/${basename(path)}`;
  const kind = isPdfFile(name) ? 'pdf' : isImageFile(name) ? 'image' : null;
  const stats = await stat(path);
  if (kind === null || stats.isDirectory()) {
    const reason = stats.isDirectory() ? 'a folder inside a student folder' : reasonLeftOut(name);
    sources.skipped.push({ name, reason });
    return;
  }
  sources.files.push({ path, name, kind, digest: await digestOf(path), student });
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

const visible = async (dir: string): Promise<string[]> =>
  (await readdir(dir)).filter((name) => !isHiddenFile(name)).sort(naturalOrder);
