import { stat } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { shellWord } from '../domain/shellWord.ts';
import { UserError } from '../domain/userError.ts';
import { errorCode } from './atomicWrite.ts';
import { isImageFile, reasonLeftOut } from './imageFiles.ts';
import { findInput, inputPath } from './layout.ts';
import { cannotRead, linkToNothing, listFolder, whyNot } from './listFolder.ts';
import { naturalOrder } from './naturalOrder.ts';
import { pageNumbers } from './pageNumbers.ts';
import { previewPseudonyms, pseudonyms } from './pseudonyms.ts';

export interface PageFile {
  /** From 1. */
  page: number;
  /** Relative to the data folder, with `/`. It holds the student's folder name, so the engine must not see it. */
  path: string;
  bytes: number;
  mtimeMs: number;
}

export interface SkippedFile {
  name: string;
  reason: string;
}

export interface Student {
  /** e.g. `student-07`: the only name of a student that leaves this machine. */
  id: string;
  /** Name of the student's folder, as it is on disk. */
  folder: string;
  /** By page number; empty when the folder holds no page. */
  pages: PageFile[];
  /** What else lies in the folder. */
  skipped: SkippedFile[];
}

/**
 * Lists an assignment's students by id, each with its pages.
 *
 * A folder seen for the first time gets the next free id, kept in `students.json`; `check` sees all of them before.
 * @throws UserError when there is no page at all, or pages that lie in no student's folder.
 */
export async function loadStudents(
  assignmentDir: string,
  check: (students: Student[]) => void = () => undefined,
): Promise<Student[]> {
  const pagesDir = findInput(assignmentDir, 'pages');
  if (pagesDir === null) throw noPages(assignmentDir);
  const folders = await studentFolders(pagesDir);
  const dataDir = dirname(assignmentDir);
  const contents = await Promise.all(folders.map((folder) => readFolder(join(pagesDir, folder), dataDir)));
  if (contents.every(({ pages }) => pages.length === 0)) throw noPages(assignmentDir);
  const named = (ids: string[]): Student[] =>
    contents
      .map((content, index) => ({ id: ids[index] ?? '', folder: folders[index] ?? '', ...content }))
      .sort((a, b) => naturalOrder(a.id, b.id));
  check(named(await previewPseudonyms(assignmentDir, folders)));
  return named(await pseudonyms(assignmentDir, folders));
}

async function studentFolders(pagesDir: string): Promise<string[]> {
  const folders: string[] = [];
  const loose: string[] = [];
  for (const name of await listFolder(pagesDir)) {
    const path = join(pagesDir, name);
    const stats = await statIfThere(path);
    // It may be a student's folder: going on would leave out an exam without a word.
    if (stats === null && !isImageFile(name)) throw cannotRead(path, linkToNothing);
    if (stats?.isDirectory()) folders.push(name);
    else if (isImageFile(name)) loose.push(name);
  }
  if (loose.length > 0) throw looseImages(pagesDir, loose);
  checkDistinct(pagesDir, folders);
  return folders;
}

/** `null` for a link to nothing. */
async function statIfThere(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw cannotRead(path, whyNot(error));
    return null;
  }
}

async function readFolder(dir: string, dataDir: string): Promise<Pick<Student, 'pages' | 'skipped'>> {
  const names = await listFolder(dir);
  const skipped: SkippedFile[] = [];
  const images: Omit<PageFile, 'page'>[] = [];
  for (const name of names) {
    const path = join(dir, name);
    const stats = await statIfThere(path);
    if (stats?.isDirectory()) skipped.push({ name, reason: 'a folder inside a student folder' });
    else if (!isImageFile(name)) skipped.push({ name, reason: reasonLeftOut(name) });
    // A page that is not there fails by name in the run, and keeps its place.
    else {
      const { size: bytes, mtimeMs } = stats ?? { size: 0, mtimeMs: 0 };
      images.push({ path: withSlashes(relative(dataDir, path)), bytes, mtimeMs });
    }
  }
  const numbers = pageNumbers(images.map(({ path }) => basename(path)));
  const pages = images.map((image, index) => ({ page: numbers[index] ?? index + 1, ...image }));
  return { pages: pages.sort((a, b) => a.page - b.page), skipped };
}

const withSlashes = (path: string): string => (sep === '/' ? path : path.replaceAll(sep, '/'));

function noPages(assignmentDir: string): UserError {
  const name = basename(assignmentDir);
  return new UserError(
    'no-pages',
    `${name} has no pages: expected images in ${inputPath(assignmentDir, 'pages')}/<student>/.`,
    `Put one folder of page images per student there, or put the scans in ${inputPath(assignmentDir, 'scans')} ` +
      `and type: aita ingest --assignment ${shellWord(name)}`,
  );
}

function looseImages(pagesDir: string, loose: readonly string[]): UserError {
  const some = loose.slice(0, 3).join(', ');
  return new UserError(
    'loose-pages',
    `${loose.length} image(s) in ${pagesDir} lie in no student's folder: ${some}${loose.length > 3 ? ', …' : ''}.`,
    'Move each into its student folder, or into scans/ and type: aita ingest --pages-per-student N',
  );
}

function checkDistinct(pagesDir: string, folders: readonly string[]): void {
  const seen = new Set<string>();
  for (const folder of folders) {
    const name = folder.normalize('NFC');
    if (seen.has(name)) {
      throw new UserError(
        'ambiguous-folder',
        `Two folders in ${pagesDir} are both called "${name}" (spelled in two Unicode forms).`,
        'Rename or merge one of them, then run the same command.',
      );
    }
    seen.add(name);
  }
}
