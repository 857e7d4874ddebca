import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode, writeFileAtomic } from '../files/atomicWrite.ts';
import type { Desk } from './desk.ts';

/** `kept`: the file was edited by a person, or made by a real model and we are the stand-in; `nothing`: there is nothing to write. */
export type Kept = 'written' | 'same' | 'kept' | 'nothing';

interface Rules {
  force: boolean;
  isOffline: boolean;
}

/** Replaces a result file as a whole, unless that would lose a person's edit or a real model's work. `path` is relative to the data folder. */
export async function keepResultFile(desk: Desk, path: string, value: unknown, rules: Rules): Promise<Kept> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const before = await readIfThere(join(desk.dataDir, path));
  if (before === text) return 'same';
  if (before !== null && !mayReplace(desk, path, before, rules)) return 'kept';
  await mkdir(dirname(join(desk.dataDir, path)), { recursive: true });
  await writeFileAtomic(join(desk.dataDir, path), text);
  desk.store.quick.run('insert or replace into written_files values (?, ?)', path, digest(text));
  return 'written';
}

function mayReplace(desk: Desk, path: string, before: string, rules: Rules): boolean {
  if (rules.isOffline && !before.includes('"endpoint": "offline"')) return false;
  const ours = desk.store.quick.get('select digest from written_files where path = ?', path)?.['digest'];
  return rules.force || ours === digest(before);
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

interface QuestionFile {
  questions: { id: string; status: string }[];
}

/**
 * The same for a file with a list of questions: when a person edited it, their questions stay and only those that
 * were not done are put in.
 */
export async function keepQuestionFile(
  desk: Desk,
  path: string,
  value: QuestionFile,
  rules: Rules,
): Promise<Kept> {
  const kept = await keepResultFile(desk, path, value, rules);
  if (kept !== 'kept' || rules.isOffline) return kept;
  const edited = JSON.parse(await readFile(join(desk.dataDir, path), 'utf8')) as QuestionFile;
  const theirs = new Map(
    edited.questions.filter(({ status }) => status === 'done').map((question) => [question.id, question]),
  );
  const merged = {
    ...edited,
    questions: value.questions.map((question) => theirs.get(question.id) ?? question),
  };
  // Not noted as ours: the file stays an edited one.
  await writeFileAtomic(join(desk.dataDir, path), `${JSON.stringify(merged, null, 2)}\n`);
  return 'kept';
}
