import { join } from 'node:path';
import { UserError } from '../domain/userError.ts';
import type { PageMakers, PageTask } from './pageMakers.ts';
import { studentOf, type ScanFile } from './scanSources.ts';

export interface IngestFailure {
  file: string;
  reason: string;
}

export interface IngestPlan {
  tasks: (PageTask & { student: string; file: ScanFile })[];
  failures: IngestFailure[];
  /** Students of a class scan that have fewer pages than the others. */
  incomplete: { student: string; pages: number; expected: number }[];
}

export interface IngestOptions {
  pagesDir: string;
  /** Cuts a class scan after every so many pages; `null`: one PDF or folder per student. */
  pagesPerStudent: number | null;
  dpi: number;
}

/** A page of a scan, before it is known whose it is. */
interface ScanPage {
  file: ScanFile;
  /** From 1; `null` for an image. */
  page: number | null;
}

/** Which page of which scan becomes which page of which student. */
export async function planIngest(
  files: ScanFile[],
  options: IngestOptions,
  makers: PageMakers,
): Promise<IngestPlan> {
  checkClassScan(files, options.pagesPerStudent);
  const failures: IngestFailure[] = [];
  const pages = (await Promise.all(files.map((file) => pagesOf(file, makers, failures)))).flat();
  const { pagesPerStudent } = options;
  if (pagesPerStudent === null) {
    return {
      tasks: toTasks(
        Map.groupBy(pages, ({ file }) => studentOf(file)),
        options,
      ),
      failures,
      incomplete: [],
    };
  }
  const sheets = Map.groupBy(pages.entries(), ([index]) => sheetName(Math.floor(index / pagesPerStudent)));
  const groups = new Map([...sheets].map(([sheet, entries]) => [sheet, entries.map(([, page]) => page)]));
  const incomplete = [...groups].flatMap(([student, own]) =>
    own.length === pagesPerStudent ? [] : [{ student, pages: own.length, expected: pagesPerStudent }],
  );
  return { tasks: toTasks(groups, options), failures, incomplete };
}

const sheetName = (index: number): string => `sheet-${String(index + 1).padStart(3, '0')}`;

async function pagesOf(file: ScanFile, makers: PageMakers, failures: IngestFailure[]): Promise<ScanPage[]> {
  if (file.kind === 'image') return [{ file, page: null }];
  const counted = await makers.count(file.path);
  if (counted.ok) return Array.from({ length: counted.pages }, (_, index) => ({ file, page: index + 1 }));
  failures.push({ file: file.name, reason: explainPdf(counted.reason) });
  return [];
}

function toTasks(groups: Map<string, ScanPage[]>, { pagesDir, dpi }: IngestOptions): IngestPlan['tasks'] {
  return [...groups].flatMap(([student, pages]) =>
    pages.map(({ file, page }, index) => {
      const name = `page-${String(index + 1).padStart(3, '0')}.jpg`;
      return { student, file, source: file.path, page, dpi, target: join(pagesDir, student, name) };
    }),
  );
}

/** PDFium's words for the two things that go wrong with people's PDFs. */
function explainPdf(reason: string): string {
  if (/password/i.test(reason)) return 'the PDF is protected by a password: save it without one';
  return `the PDF cannot be read (${reason}): scan or export it again`;
}

function checkClassScan(files: ScanFile[], pagesPerStudent: number | null): void {
  const loose = files.filter(({ student }) => student === null);
  const isOnePdf = loose.length === 1 && files.length === 1 && loose[0]?.kind === 'pdf';
  const looseImages = loose.filter(({ kind }) => kind === 'image');
  if (pagesPerStudent !== null || (!isOnePdf && looseImages.length === 0)) return;
  const what = isOnePdf ? `One PDF (${loose[0]?.name})` : `${looseImages.length} loose images`;
  throw new UserError(
    'whose-pages',
    `${what}: expected to know how many pages each student has, or one PDF or folder per student.`,
    'For two pages a student, type: aita ingest --pages-per-student 2',
  );
}
