import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyItem, pageItem, rubricItem } from '../../src/domain/plan.ts';
import { AnswerKeyFile, RubricFile } from '../../src/domain/rubric.ts';
import { readTranscriptions } from '../../src/files/transcriptions.ts';
import type { Result } from './evidence.ts';

/** Everything an exam's result files say. @throws when a file has another shape than it should. */
export async function readResults(dataDir: string, exam: string): Promise<Result[]> {
  const dir = join(dataDir, exam);
  const students = await readTranscriptions(dir);
  const pages = students.flatMap(({ student, pages }) =>
    pages.map(({ page, status, reason, text, confidence, notes }) =>
      toResult(exam, pageItem({ student, page }), { status, reason }, { text, confidence, notes }),
    ),
  );
  return [...pages, ...keysOf(dir, exam), ...rubricsOf(dir, exam)];
}

function keysOf(dir: string, exam: string): Result[] {
  const content = readIfThere(join(dir, 'answer-key.json'));
  const questions = content === null ? [] : AnswerKeyFile.parse(content).questions;
  return questions.map(({ id, key, ...state }) => toResult(exam, keyItem(id), state, key));
}

function rubricsOf(dir: string, exam: string): Result[] {
  const content = readIfThere(join(dir, 'rubric.json'));
  const questions = content === null ? [] : RubricFile.parse(content).questions;
  return questions.map(({ id, criteria, ...state }) => {
    const said = { criteria: criteria?.map(({ id: _given, ...criterion }) => criterion) };
    return toResult(exam, rubricItem(id), state, said);
  });
}

interface State {
  status: string;
  reason: string | null;
}

function toResult(exam: string, item: string, { status, reason }: State, said: unknown): Result {
  const saidHash = createHash('sha256').update(JSON.stringify(said)).digest('hex');
  return { exam, item, status, reason, saidHash: status === 'done' ? saidHash : null };
}

const readIfThere = (path: string): unknown =>
  existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
