import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from './atomicWrite.ts';

/** Where an assignment's inputs lie, our name first, then the name the original AITA gave it. */
const names = {
  pages: ['pages', 'grouped'],
  scans: ['scans', 'raw_images'],
  exam: ['exam.json', 'results/exam_spec.json'],
  userRubrics: ['user-rubrics.json', 'user_rubrics.json', 'rubrics/user_rubrics.json'],
  instructions: ['instructions.md', 'rubric_instructions.txt', 'rubrics/rubric_instructions.txt'],
  questionInstructions: [
    'question-instructions.json',
    'question_instructions.json',
    'question_specific_instructions.json',
    'rubrics/question_specific_instructions.json',
  ],
} as const;

export type Input = keyof typeof names;

/** Folder names of the layouts; an assignment cannot be called so. */
export const layoutFolders: readonly string[] = [
  'pages',
  'grouped',
  'scans',
  'raw_images',
  'results',
  'rubrics',
  'transcriptions',
  'grades',
  'reports',
];

/**
 * The path of an input that is there, else `null`.
 *
 * An original project keeps one exam for the whole data folder (`data/grouped/`, `data/results/`, and rubrics in
 * `intermediateproduct/` beside it). It is read where it lies by an assignment that has no pages or scans of its own;
 * results still go into the assignment's own folder.
 */
export function findInput(assignmentDir: string, input: Input): string | null {
  for (const root of inputRoots(assignmentDir)) {
    const found = names[input].map((name) => join(root, name)).find((path) => isUsed(path));
    if (found !== undefined) return found;
  }
  return null;
}

/** Where the input belongs when it is not there yet. */
export const inputPath = (assignmentDir: string, input: Input): string =>
  join(assignmentDir, names[input][0]);

/** True for a folder that holds a part of an assignment, in either layout. */
export function looksLikeAssignment(dir: string): boolean {
  const parts = [...names.pages, ...names.scans, ...names.exam, 'students.json'];
  return parts.some((part) => existsSync(join(dir, part)));
}

/** True for the data folder of an original project. */
export const isOriginalDataDir = (dataDir: string): boolean =>
  [names.pages[1], names.scans[1]].some((name) => isUsed(join(dataDir, name)));

function inputRoots(assignmentDir: string): string[] {
  const dataDir = dirname(assignmentDir);
  if (hasOwnScans(assignmentDir, dataDir) || !isOriginalDataDir(dataDir)) return [assignmentDir];
  return [assignmentDir, dataDir, join(dirname(dataDir), 'intermediateproduct')];
}

/** Pages of its own say nothing where `data/raw_images/` is: they may have been made from it. */
function hasOwnScans(assignmentDir: string, dataDir: string): boolean {
  const isShared = isUsed(join(dataDir, names.scans[1]));
  const own = isShared ? names.scans : [...names.pages, ...names.scans];
  return own.some((name) => isUsed(join(assignmentDir, name)));
}

/** A file, or a folder with something visible in it. */
function isUsed(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return false;
  return !stats.isDirectory() || !isEmpty(path);
}

function isEmpty(dir: string): boolean {
  try {
    return readdirSync(dir).every((name) => name.startsWith('.'));
  } catch (error) {
    // Whoever reads it says why it cannot be read.
    if (errorCode(error) === 'EACCES') return false;
    throw error;
  }
}
