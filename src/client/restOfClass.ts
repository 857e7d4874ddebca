import { counted } from '../domain/counted.ts';
import { offlineFlag } from '../domain/endpoint.ts';
import { shellWord } from '../domain/shellWord.ts';
import type { ClassProgress } from './classProgress.ts';

interface RunOfClass {
  assignment: string;
  /** Base URL of its model, or `offline`; `null` when it is not known. */
  endpoint: string | null;
}

/** What to type after a run for a part of its class; `null` when the whole class is transcribed. */
export function restOfClass(run: RunOfClass, students: ClassProgress | null): string[] | null {
  if (students === null || students.transcribed >= students.total) return null;
  const name = shellWord(run.assignment);
  const { transcribed, total } = students;
  return [
    `${transcribed} of ${counted(total, 'student')}; the rest: aita transcribe --assignment ${name}${offlineFlag(run.endpoint)}`,
    `Or look at ${transcribed === 1 ? 'this one' : 'these'} first: aita report --assignment ${name}`,
  ];
}
