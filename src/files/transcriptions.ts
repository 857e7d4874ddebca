import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { shellWord } from '../domain/shellWord.ts';
import { StudentTranscription } from '../domain/transcription.ts';
import { UserError } from '../domain/userError.ts';
import { errorCode } from './atomicWrite.ts';
import { naturalOrder } from './naturalOrder.ts';
import { faultsOf, faultyFile, readJson, type Fault } from './readJson.ts';

const fileName = /^(student-\d{2,})\.json$/;

/**
 * Reads an assignment's `transcriptions/student-*.json`, by student; empty when there is none.
 *
 * @throws UserError naming the file and the field that does not fit.
 */
export async function readTranscriptions(assignmentDir: string): Promise<StudentTranscription[]> {
  const dir = join(assignmentDir, 'transcriptions');
  const names = (await namesIn(dir)).filter((name) => fileName.test(name)).sort(naturalOrder);
  return await Promise.all(names.map((name) => readTranscription(assignmentDir, name)));
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function readTranscription(assignmentDir: string, name: string): Promise<StudentTranscription> {
  const path = join(assignmentDir, 'transcriptions', name);
  const content = await readJson(path).catch((error: unknown) => {
    throw orWrittenAgain(error, assignmentDir, name);
  });
  const parsed = StudentTranscription.safeParse(content);
  if (!parsed.success) throw faultyFile(path, faultsOf(parsed.error, content));
  const faults = faultsOfTranscription(parsed.data, name, basename(assignmentDir));
  if (faults.length > 0) throw faultyFile(path, faults);
  return parsed.data;
}

/** A file that is not JSON needs no mending by hand: the store holds what was in it. */
function orWrittenAgain(error: unknown, assignmentDir: string, name: string): unknown {
  if (!(error instanceof UserError) || error.code !== 'not-json') return error;
  const path = join(assignmentDir, 'transcriptions', name);
  const student = fileName.exec(name)?.[1] ?? '';
  const again = `aita transcribe --assignment ${shellWord(basename(assignmentDir))} --student ${student} --force`;
  const hint = `Correct ${path}, or have it written again from the store: ${again}`;
  return new UserError(error.code, error.message, hint);
}

/** The rules a schema cannot hold. */
function faultsOfTranscription(
  { student, pages }: StudentTranscription,
  name: string,
  assignment: string,
): Fault[] {
  const expected = fileName.exec(name)?.[1];
  const faults: Fault[] = [];
  if (student !== expected)
    faults.push({
      at: 'student',
      problem: `expected "${expected}", as the file is called, got "${student}"`,
    });
  pages.forEach(({ page, image }, index) => {
    const first = pages.findIndex((other) => other.page === page);
    if (first !== index)
      faults.push({
        at: `pages[${index}].page`,
        problem: `page ${page} is there already, in pages[${first}]`,
      });
    if (!isInside(image, assignment))
      faults.push({
        at: `pages[${index}].image`,
        problem: `expected a path inside the data folder, got "${image}"`,
      });
  });
  return faults;
}

/** True for a relative path that does not climb; a report must not show any file of the machine. */
function isInside(path: string, assignment: string): boolean {
  const parts = path.split(/[/\\]/);
  // An assignment may be called "B: Algebra".
  const isDrive = /^[a-z]:/i.test(path) && parts[0]?.normalize('NFC') !== assignment.normalize('NFC');
  return path !== '' && !/^[/\\]|\0/.test(path) && !isDrive && !parts.includes('..');
}
