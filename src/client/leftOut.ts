import { counted } from '../domain/counted.ts';
import type { Student } from '../files/students.ts';

/** What lies in the folder of pages and is not transcribed. */
export interface LeftOut {
  /** Folders of students that hold no page. */
  studentsWithoutPages: string[];
  /** Paths in the folder of pages. */
  files: { file: string; reason: string }[];
}

export const leftOutOf = (students: readonly Student[]): LeftOut => ({
  studentsWithoutPages: students.filter(({ pages }) => pages.length === 0).map(({ folder }) => folder),
  files: students.flatMap(({ folder, skipped }) =>
    skipped.map(({ name, reason }) => ({ file: `${folder}/${name}`, reason })),
  ),
});

/** Counts only: a run's summary goes to the engine, which must not see names. Empty when nothing is left out. */
export function leftOutInBrief({ studentsWithoutPages, files }: LeftOut): string {
  const parts = [
    ...(studentsWithoutPages.length > 0
      ? [`${counted(studentsWithoutPages.length, 'student')} without pages`]
      : []),
    ...(files.length > 0 ? [counted(files.length, 'file')] : []),
  ];
  return parts.length === 0 ? '' : ` (left out: ${parts.join(', ')})`;
}

const shown = 5;

export function leftOutLines({ studentsWithoutPages, files }: LeftOut): string[] {
  return [
    ...some(
      studentsWithoutPages.map(
        (folder) => `Without pages: ${folder}: its folder holds no image that can be read`,
      ),
      'students without pages',
    ),
    ...some(
      files.map(({ file, reason }) => `Left out: ${file}: ${reason}`),
      'files left out',
    ),
  ];
}

function some(lines: readonly string[], what: string): string[] {
  const more = lines.length - shown;
  return [
    ...lines.slice(0, shown),
    ...(more > 0 ? [`… and ${more} more ${what}; --dry-run --json lists them`] : []),
  ];
}
