import { randomBytes } from 'node:crypto';
import { constants, readdirSync, statSync } from 'node:fs';
import { access, link, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { shellWord } from '../domain/shellWord.ts';
import { UserError } from '../domain/userError.ts';
import { assignmentName, isReserved } from './assignmentName.ts';
import { errorCode, explainWriteError, temporaryPath, writeJson } from './atomicWrite.ts';
import { isOriginalDataDir, looksLikeAssignment } from './layout.ts';
import { makeFolder } from './makeFolder.ts';
import { naturalOrder } from './naturalOrder.ts';
import { faultsOf, faultyFile, readJson } from './readJson.ts';

/** The folder that holds a course's assignments, looked at and not written to. */
export interface FoundFolder {
  /** Absolute path. */
  dir: string;
  /** Names of the assignments that are there now, in natural order. */
  assignments(): string[];
}

/** The same with its id, which is made the first time work begins there. */
export interface DataFolder extends FoundFolder {
  /** Made once and kept in `course.json`: 8 lowercase hexadecimal digits. Part of every queue and workflow id. */
  id: string;
}

/** One exam: its name (the folder's, in Unicode NFC) and the absolute path of its folder. */
export interface Assignment {
  name: string;
  dir: string;
}

const Course = z.object({ id: z.string().regex(/^[0-9a-f]{8}$/, 'expected 8 hexadecimal digits') });

/**
 * Looks at a data folder and writes nothing.
 *
 * @throws UserError when it is absent, not writable, without an assignment, or `course.json` is broken.
 */
export async function findDataFolder(dataDir: string): Promise<FoundFolder> {
  const dir = resolve(dataDir);
  await checkFolder(dir);
  const assignments = () => listAssignments(dir);
  const isUsed = (await readCourseId(dir)) !== null;
  if (!isUsed && assignments().length === 0 && !isOriginalDataDir(dir)) throw nothingHere(dir);
  return { dir, assignments };
}

/**
 * Opens a data folder and gives it an id when it has none; processes that race for it agree on one.
 *
 * With `create` the folder is made when it is absent. Without, it is looked at first, as by `findDataFolder`.
 * @throws UserError when it is absent, not writable, or `course.json` is broken.
 */
export async function openDataFolder(
  dataDir: string,
  options: { create?: boolean } = {},
): Promise<DataFolder> {
  const dir = resolve(dataDir);
  if (options.create) await makeFolder(dir);
  await (options.create ? checkFolder(dir) : findDataFolder(dir));
  const id = (await readCourseId(dir)) ?? (await makeCourseId(dir));
  return { dir, id, assignments: () => listAssignments(dir) };
}

/**
 * Finds an assignment's folder; without a name, the only one there is.
 *
 * In an original project's data folder any name may be given: its results go into a folder of that name, which need
 * not exist yet.
 * @throws UserError for a name that is refused or unknown, listing those there are.
 */
export function resolveAssignment(folder: Pick<DataFolder, 'dir'>, given?: string): Assignment {
  const existing = listAssignments(folder.dir);
  if (given === undefined) return onlyAssignment(folder.dir, existing);
  const name = assignmentName(given);
  const dir = assignmentDir(folder.dir, name);
  const isThere = statSync(dir, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isThere || isOriginalDataDir(folder.dir)) return { name, dir };
  if (existing.length === 0) throw nothingHere(folder.dir);
  throw new UserError(
    'no-such-assignment',
    `There is no assignment "${name}" in ${folder.dir}. There is: ${existing.join(', ')}.`,
    `Name one of these with --assignment, or make it: aita init ${shellWord(name)}`,
  );
}

/** Where an assignment of this name lies or will lie: its folder's name may be spelled in another Unicode form. */
export function assignmentDir(dataDir: string, name: string): string {
  const found = visibleFolders(dataDir).find((entry) => entry.normalize('NFC') === name);
  return join(dataDir, found ?? name);
}

/**
 * The same, for a command that writes there.
 *
 * @throws UserError also when its folder cannot be written.
 */
export async function openAssignment(folder: Pick<DataFolder, 'dir'>, given?: string): Promise<Assignment> {
  const assignment = resolveAssignment(folder, given);
  await checkWritable(assignment.dir, 'results');
  return assignment;
}

function onlyAssignment(dir: string, existing: readonly string[]): Assignment {
  const [name, ...others] = existing;
  if (name === undefined && isOriginalDataDir(dir)) {
    throw new UserError(
      'no-assignment-named',
      `${dir} holds one exam (grouped/) without a name.`,
      'Give it one, e.g. --assignment Final; its results go into a folder of that name.',
    );
  }
  if (name === undefined) throw nothingHere(dir);
  if (others.length === 0) return resolveAssignment({ dir }, name);
  throw new UserError(
    'which-assignment',
    `There are ${existing.length} assignments in ${dir}: ${existing.join(', ')}.`,
    `Say which with --assignment, e.g. --assignment ${shellWord(name)}`,
  );
}

function nothingHere(dir: string): UserError {
  if (looksLikeAssignment(dir)) {
    return new UserError(
      'data-dir-is-assignment',
      `${dir} is itself an assignment; the data folder is the one above it.`,
      `Type --data-dir ${shellWord(dirname(dir))} --assignment ${shellWord(basename(dir))}`,
    );
  }
  return new UserError(
    'no-assignments',
    `There is no assignment in ${dir}.`,
    'Make one with "aita init Final", or name another folder with --data-dir.',
  );
}

function listAssignments(dir: string): string[] {
  return visibleFolders(dir)
    .filter((name) => !isReserved(name) && looksLikeAssignment(join(dir, name)))
    .map((name) => name.normalize('NFC'))
    .sort(naturalOrder);
}

function visibleFolders(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .filter((name) => !name.startsWith('.'));
}

async function checkFolder(dir: string): Promise<void> {
  const stats = statSync(dir, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) {
    throw new UserError(
      'no-data-folder',
      stats ? `${dir} is not a folder.` : `There is no data folder ${dir}.`,
      'Make one with "aita init Final", or name the folder that holds your assignments with --data-dir.',
    );
  }
  await checkWritable(dir, 'course.json');
}

/** @throws UserError when `file` could not be written into a folder; an absent folder is nobody's fault. */
async function checkWritable(dir: string, file: string): Promise<void> {
  try {
    await access(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw explainWriteError(error, join(dir, file));
  }
}

async function readCourseId(dir: string): Promise<string | null> {
  const path = join(dir, 'course.json');
  const content = await readJson(path);
  if (content === null) return null;
  const course = Course.safeParse(content);
  if (!course.success) throw faultyFile(path, faultsOf(course.error, content));
  return course.data.id;
}

async function makeCourseId(dir: string): Promise<string> {
  const path = join(dir, 'course.json');
  const course = { id: randomBytes(4).toString('hex') };
  const draft = temporaryPath(path);
  await writeJson(draft, course);
  try {
    // A link fails when the name is taken and never shows a half-written file: the first process wins.
    await link(draft, path);
    return course.id;
  } catch (error) {
    const winner =
      errorCode(error) === 'EEXIST' ? await readCourseId(dir) : await writeWithoutLink(path, course, error);
    if (winner === null) throw error;
    return winner;
  } finally {
    await rm(draft, { force: true });
  }
}

/** For file systems without hard links (exFAT, some shares): exclusive creation, which a reader may meet half done. */
async function writeWithoutLink(
  path: string,
  course: { id: string },
  cause: unknown,
): Promise<string | null> {
  if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errorCode(cause) ?? '')) throw cause;
  await writeFile(path, `${JSON.stringify(course, null, 2)}\n`, { flag: 'wx' });
  return course.id;
}
