import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { offlineFlag } from '../../domain/endpoint.ts';
import { pageItem } from '../../domain/plan.ts';
import type { ItemFailure } from '../../domain/progress.ts';
import { shellWord } from '../../domain/shellWord.ts';
import type { PageTranscription } from '../../domain/transcription.ts';
import { errorCode } from '../../files/atomicWrite.ts';
import type { Assignment } from '../../files/dataFolder.ts';
import { imageDigest } from '../../files/pageImage.ts';
import type { ReportStudent } from './reportStudent.ts';

export interface CheckedStudent extends ReportStudent {
  /** The pages whose scan is not the one that was read: without their text, which may be another student's. */
  changed: ItemFailure[];
}

/** Compares each scan with the one that was read, one student's in memory at a time. */
export async function checkScans(
  assignment: Assignment,
  students: readonly ReportStudent[],
): Promise<CheckedStudent[]> {
  const checked: CheckedStudent[] = [];
  for (const student of students) checked.push(await checkStudent(assignment, student));
  return checked;
}

/** The command that reads the changed scans, by the model that read those before. */
export function readAgain({ name }: Assignment, students: readonly ReportStudent[]): string {
  const endpoint = students.find(({ madeBy }) => madeBy !== null)?.madeBy?.endpoint ?? null;
  return `aita transcribe --assignment ${shellWord(name)}${offlineFlag(endpoint)}`;
}

async function checkStudent(assignment: Assignment, student: ReportStudent): Promise<CheckedStudent> {
  const dataDir = dirname(assignment.dir);
  const isChanged = await Promise.all(student.pages.map((page) => wasChanged(dataDir, page)));
  const pages = student.pages.map((page, index) => (isChanged[index] ? withoutText(page) : page));
  const changed = student.pages
    .filter((_, index) => isChanged[index])
    .map(({ page, image }) => ({
      item: pageItem({ student: student.student, page }),
      reason: `The scan ${image} ${whatHappened}.`,
    }));
  return { ...student, pages, changed };
}

const whatHappened = 'was changed after it was read, so its text is not shown';

/** `false` too where that is not known: no digest was kept, or the scan cannot be read, which its report says. */
async function wasChanged(
  dataDir: string,
  { image, imageDigest: read }: PageTranscription,
): Promise<boolean> {
  if (!read) return false;
  try {
    return imageDigest(await readFile(join(dataDir, image))) !== read;
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return false;
  }
}

const withoutText = (page: PageTranscription): PageTranscription => ({
  ...page,
  status: 'failed',
  text: null,
  confidence: null,
  notes: null,
  reason: `This scan ${whatHappened}: run aita transcribe.`,
});
