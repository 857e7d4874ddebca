import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isOffline } from '../domain/endpoint.ts';
import type { PlannedRun } from '../executor/startRun.ts';
import { errorCode } from '../files/atomicWrite.ts';
import { isByRealModel, isJson } from '../files/madeByModel.ts';
import { readPlanParts } from '../store/plans.ts';
import { isWrittenFile } from '../store/writtenFiles.ts';
import type { Session } from './session.ts';

/** A result file that a run left as it was. */
export interface KeptFile {
  /** Relative to the working folder. */
  path: string;
  /**
   * `edited`: it is not what was written last; `unreadable`: nor is it JSON; `real`: a real model made it, and the run
   * was the stand-in's.
   */
  why: 'edited' | 'unreadable' | 'real';
}

/** Looks at the files of a run that has ended. */
export function keptFiles(session: Session, { pipeline, plan, digest }: PlannedRun): KeptFile[] {
  const { store, folder, config } = session;
  const names = resultFiles[pipeline]?.(readPlanParts(store.quick, digest)) ?? [];
  return names.flatMap((name) => {
    const path = join(plan.folder, name);
    const file = join(folder.dir, path);
    const content = readIfThere(file);
    const why = content === null ? null : whyKept(session, { path, content, plan });
    return why === null ? [] : [{ path: relative(config.workingDir, file), why }];
  });
}

/** What to say of them. */
export function keptLines(files: KeptFile[]): string[] {
  const lines = files.slice(0, shownFiles).map(({ path, why }) => `Kept: ${path}: ${words[why]}`);
  const more = files.length - shownFiles;
  return more > 0 ? [...lines, `… and ${more} more files kept; --json lists them`] : lines;
}

const shownFiles = 5;

const words: Record<KeptFile['why'], string> = {
  edited: 'edited by hand, so left as it is (--force writes over it, and pays nothing)',
  unreadable: 'not JSON, so nothing can read it (--force writes it again from the store, and pays nothing)',
  real: 'a real model made it, so the stand-in left it as it is',
};

/** By pipeline, relative to the assignment. */
const resultFiles: Partial<Record<PlannedRun['pipeline'], (students: string[]) => string[]>> = {
  transcribe: (students) => students.map((student) => join('transcriptions', `${student}.json`)),
  generateRubric: () => ['answer-key.json', 'rubric.json'],
};

function whyKept(
  { store }: Session,
  { path, content, plan }: Pick<PlannedRun, 'plan'> & { path: string; content: Buffer },
): KeptFile['why'] | null {
  if (isOffline({ baseUrl: plan.endpoint }) && isByRealModel(content)) return 'real';
  if (plan.force || isWrittenFile(store.quick, path, content)) return null;
  return isJson(content) ? 'edited' : 'unreadable';
}

function readIfThere(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
