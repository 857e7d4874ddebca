import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StudentTranscription } from '../domain/transcription.ts';
import { compareLines, errorRate } from './errorRate.ts';
import type { Errors } from './errorRate.ts';
import type { SampleTruth, TruthStudent } from './sampleTruth.ts';

export interface TranscriptionErrors extends Errors {
  /** Wrong characters per handwritten character, over all pages that were read; `null` when none was. */
  errorRate: number | null;
  pagesRead: number;
  /** Pages of the truth without a text: failed, pending, or their file is not there. Not part of the rate. */
  pagesUnread: number;
  students: StudentErrors[];
}

export interface StudentErrors extends Errors {
  student: string;
  /** Font of the handwriting. */
  hand: string;
  /** `null` when no page of this student was read. */
  errorRate: number | null;
}

/** Compares the texts in `<dataDir>/<assignment>/transcriptions` with the handwriting that is really on the pages. */
export async function transcriptionErrors(
  dataDir: string,
  assignment: string,
  truthFile: string,
): Promise<TranscriptionErrors> {
  const truth = JSON.parse(await readFile(truthFile, 'utf8')) as SampleTruth;
  const pages: PageErrors[] = [];
  const students: StudentErrors[] = [];
  for (const expected of truth.students) {
    const file = join(dataDir, assignment, 'transcriptions', `${expected.student}.json`);
    const compared = comparePages(await readTranscription(file), expected);
    pages.push(...compared);
    students.push({ student: expected.student, hand: expected.hand, ...rateOf(compared) });
  }
  return {
    ...rateOf(pages),
    pagesRead: pages.filter(isRead).length,
    pagesUnread: pages.filter((page) => !isRead(page)).length,
    students,
  };
}

/** `null`: no text of this page. */
type PageErrors = Errors | null;

const isRead = (page: PageErrors): page is Errors => page !== null;

function comparePages(transcription: StudentTranscription | null, { pages }: TruthStudent): PageErrors[] {
  return pages.map(({ page, lines }) => {
    const found = transcription?.pages.find((each) => each.page === page);
    // A page called blank claims that there is nothing on it, which is a reading too.
    if (found?.status === 'blank') return compareLines('', lines);
    return found?.status === 'done' ? compareLines(found.text ?? '', lines) : null;
  });
}

function rateOf(pages: PageErrors[]): Errors & { errorRate: number | null } {
  const read = pages.filter(isRead);
  const characters = read.reduce((sum, page) => sum + page.characters, 0);
  const errors = read.reduce((sum, page) => sum + page.errors, 0);
  return { characters, errors, errorRate: read.length === 0 ? null : errorRate({ characters, errors }) };
}

async function readTranscription(file: string): Promise<StudentTranscription | null> {
  try {
    return StudentTranscription.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
