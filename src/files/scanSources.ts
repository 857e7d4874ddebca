import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../domain/userError.ts';
import { errorCode } from './atomicWrite.ts';
import { isImageFile, isPdfFile, reasonLeftOut } from './imageFiles.ts';
import { isGarbled, listFolder, whyNot } from './listFolder.ts';

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
  /** What may hold pages and cannot be read, and why. */
  unreadable: { file: string; reason: string }[];
}

/** Every PDF and image of `scans/`, in natural order: loose ones, and those in one folder per student. */
export async function findScans(scansDir: string): Promise<ScanSources> {
  const sources: ScanSources = { files: [], skipped: [], unreadable: [] };
  for (const name of await listFolder(scansDir)) {
    await orUnreadable(sources, name, () => addEntry(sources, join(scansDir, name)));
  }
  if (sources.files.length + sources.unreadable.length > 0) return sources;
  throw new UserError(
    'no-scans',
    `There is no PDF and no image in ${scansDir}.`,
    'Put the scans there, then run aita ingest again.',
  );
}

/** A student's folder: the one a scan lies in, or the name of a PDF of its own without its ending. */
export const studentOf = (file: Pick<ScanFile, 'name' | 'student'>): string =>
  (file.student ?? basename(file.name, extname(file.name))).normalize('NFC');

/** `null` for what is no scan. */
export function kindOf(name: string): ScanFile['kind'] | null {
  if (isPdfFile(name)) return 'pdf';
  return isImageFile(name) ? 'image' : null;
}

/** One that cannot be read is named, and the others go on. */
async function orUnreadable(sources: ScanSources, name: string, look: () => Promise<void>): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (errorCode(error) === null) throw error;
    const reason = isGarbled(name) ? 'its name is not UTF-8: rename it' : whyNot(error);
    sources.unreadable.push({ file: name, reason });
  }
}

async function addEntry(sources: ScanSources, path: string): Promise<void> {
  const student = basename(path);
  if (!(await stat(path)).isDirectory()) return addFile(sources, path, null);
  // Opened here, where the system's own error says why it cannot be.
  await access(path, constants.R_OK | constants.X_OK);
  for (const name of await listFolder(path)) {
    await orUnreadable(sources, `${student}/${name}`, () => addFile(sources, join(path, name), student));
  }
}

async function addFile(sources: ScanSources, path: string, student: string | null): Promise<void> {
  const name = student === null ? basename(path) : `${student}/${basename(path)}`;
  const kind = kindOf(name);
  const stats = await stat(path);
  if (kind === null || stats.isDirectory()) {
    const reason = stats.isDirectory() ? 'a folder inside a student folder' : reasonLeftOut(name);
    sources.skipped.push({ name, reason });
    return;
  }
  if (!stats.isFile()) return void sources.unreadable.push({ file: name, reason: 'it is no ordinary file' });
  sources.files.push({ path, name, kind, digest: await digestOf(path), student });
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
