import { shellWord } from '../domain/shellWord.ts';
import type { IngestOptions } from '../files/unfinishedIngest.ts';

/** `aita ingest` as it is typed for an exam. */
export function ingestCommand(assignment: string, { pagesPerStudent, dpi }: IngestOptions = {}): string {
  const perStudent = pagesPerStudent === undefined ? '' : ` --pages-per-student ${pagesPerStudent}`;
  const density = dpi === undefined ? '' : ` --dpi ${dpi}`;
  return `aita ingest --assignment ${shellWord(assignment)}${perStudent}${density}`;
}
