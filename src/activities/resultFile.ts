import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../domain/userError.ts';
import { writeFileAtomic, writeJson } from '../files/atomicWrite.ts';
import { isByRealModel } from '../files/madeByModel.ts';
import { readJson } from '../files/readJson.ts';
import { readBytes } from '../files/readText.ts';
import { isWrittenFile, noteFileToWrite, noteWrittenFile } from '../store/writtenFiles.ts';
import type { Desk } from './desk.ts';

/** `kept`: the file was edited by a person, or made by a real model and we are the stand-in; `nothing`: there is nothing to write. */
export type Kept = 'written' | 'same' | 'kept' | 'nothing';

interface Rules {
  force: boolean;
  isOffline: boolean;
}

/** Replaces a result file as a whole, unless that would lose a person's edit or a real model's work. `path` is relative to the data folder. */
export async function keepResultFile(desk: Desk, path: string, value: unknown, rules: Rules): Promise<Kept> {
  const { quick } = desk.store;
  const file = join(desk.dataDir, path);
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const before = await readBytes(file);
  const isSame = before?.equals(Buffer.from(text)) === true;
  if (before !== null && !isSame && !mayReplace(desk, path, before, rules)) return 'kept';
  if (!isSame) {
    noteFileToWrite(quick, path, text);
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, text);
  }
  // Also of a file that is as it should be: a kill may have come before it was noted.
  noteWrittenFile(quick, path, text);
  return isSame ? 'same' : 'written';
}

function mayReplace({ store }: Desk, path: string, before: Buffer, rules: Rules): boolean {
  if (rules.isOffline && isByRealModel(before)) return false;
  return rules.force || isWrittenFile(store.quick, path, before);
}

interface Question {
  id: string;
  status?: unknown;
  key?: unknown;
  criteria?: unknown;
}

interface QuestionFile {
  questions: Question[];
}

/**
 * The same for a file with a list of questions: when a person edited it, their questions stay, and of the exam's only
 * those are put in that it lacks or has neither key nor criteria for.
 */
export async function keepQuestionFile(
  desk: Desk,
  path: string,
  value: QuestionFile,
  rules: Rules,
): Promise<Kept> {
  const kept = await keepResultFile(desk, path, value, rules);
  if (kept !== 'kept' || rules.isOffline) return kept;
  const file = join(desk.dataDir, path);
  const edited = await readQuestionFile(file);
  if (edited === null) return 'kept';
  const merged = { ...edited, questions: mergeQuestions(edited.questions, value.questions) };
  // Not noted as ours: the file stays an edited one.
  if (JSON.stringify(merged) !== JSON.stringify(edited)) await writeJson(file, merged);
  return 'kept';
}

function mergeQuestions(theirs: Question[], ours: Question[]): Question[] {
  const made = Map.groupBy(theirs.filter(isMade), ({ id }) => id);
  const planned = new Set(ours.map(({ id }) => id));
  return [
    ...ours.flatMap((question) => made.get(question.id) ?? [question]),
    ...theirs.filter(({ id }) => !planned.has(id)),
  ];
}

/** Who writes a key by hand may leave the status as it was. */
const isMade = ({ status, key = null, criteria = null }: Question): boolean =>
  status === 'done' || key !== null || criteria !== null;

const EditedFile = z.looseObject({ questions: z.array(z.looseObject({ id: z.string() })) });

/** `null` when it is no longer such a file; the person who edited it is told by the next `generate-rubric`. */
async function readQuestionFile(file: string): Promise<QuestionFile | null> {
  try {
    const content = await readJson(file);
    return isQuestionFile(content) ? content : null;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

const isQuestionFile = (content: unknown): content is QuestionFile => EditedFile.safeParse(content).success;
