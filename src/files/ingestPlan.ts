import { UserError } from '../domain/userError.ts';
import type { Manifest } from './ingestManifest.ts';
import { isPdfFile } from './imageFiles.ts';
import { naturalOrder } from './naturalOrder.ts';
import type { PageMakers } from './pageMakers.ts';
import { studentOf, type ScanFile } from './scanSources.ts';

export interface IngestFailure {
  file: string;
  reason: string;
}

/** One page to be: page `page` of a scan becomes `target`. */
export interface PlannedScan {
  student: string;
  /** Path in the folder of pages, with `/`. */
  target: string;
  stack: string;
  file: ScanFile;
  /** Of the scan, from 1. */
  page: number;
}

export interface IngestPlan {
  pages: PlannedScan[];
  failures: IngestFailure[];
  /** Students of a class scan that have fewer pages than the others. */
  incomplete: { student: string; pages: number; expected: number }[];
}

/** Scans that are read one after the other: those of one student, or a class scan to be cut. */
interface Stack {
  name: string;
  /** `null` for a class scan. */
  student: string | null;
  pages: { file: ScanFile; page: number }[];
}

/**
 * Decides which page of which scan becomes which page of which student.
 *
 * Each class scan is cut by itself, so that a missing page of one shifts no page of the next; its sheets keep the numbers
 * they had in `manifest`, and numbers of scans that are gone are not used again.
 */
export async function planIngest(
  files: ScanFile[],
  pagesPerStudent: number | null,
  manifest: Manifest,
  makers: PageMakers,
): Promise<IngestPlan> {
  checkClassScan(files, pagesPerStudent);
  const failures: IngestFailure[] = [];
  const counts = new Map<ScanFile, number>();
  await Promise.all(files.map(async (file) => counts.set(file, await countPages(file, makers, failures))));
  const stacks = toStacks(files, counts, pagesPerStudent);
  const groups = cut(stacks, pagesPerStudent ?? Infinity, manifest);
  return {
    pages: groups.flatMap(toPages),
    failures: failures.sort((a, b) => naturalOrder(a.file, b.file)),
    incomplete: groups.flatMap(({ student, pages }) =>
      pagesPerStudent === null || pages.length >= pagesPerStudent
        ? []
        : [{ student, pages: pages.length, expected: pagesPerStudent }],
    ),
  };
}

/** A broken image keeps its place among the others, and fails when its page is made; of a broken PDF nothing is known. */
async function countPages(file: ScanFile, makers: PageMakers, failures: IngestFailure[]): Promise<number> {
  const counted = await makers.count(file.path);
  if (counted.ok && counted.pages > 0) return counted.pages;
  if (!isPdfFile(file.path)) return 1;
  failures.push({ file: file.name, reason: counted.ok ? 'it has no pages' : counted.reason });
  return 0;
}

/** No folder can be called so. */
const looseImages = '/loose images';

function toStacks(
  files: ScanFile[],
  counts: ReadonlyMap<ScanFile, number>,
  pagesPerStudent: number | null,
): Stack[] {
  const own = pagesPerStudent === null || areOnePerStudent(files, counts, pagesPerStudent);
  const stackOf = (file: ScanFile): string => {
    if (file.student !== null || (own && file.kind === 'pdf')) return studentOf(file);
    return file.kind === 'pdf' ? file.name : looseImages;
  };
  return [...Map.groupBy(files, stackOf)].map(([name, members]) => ({
    name,
    student: members[0] !== undefined && name === studentOf(members[0]) ? name : null,
    pages: members.flatMap((file) =>
      Array.from({ length: counts.get(file) ?? 0 }, (_, index) => ({ file, page: index + 1 })),
    ),
  }));
}

/** Several loose PDFs of which none is longer than a student's exam: each is one student's. */
function areOnePerStudent(
  files: ScanFile[],
  counts: ReadonlyMap<ScanFile, number>,
  pagesPerStudent: number,
): boolean {
  const pdfs = files.filter(({ student, kind }) => student === null && kind === 'pdf');
  return pdfs.length > 1 && pdfs.every((file) => (counts.get(file) ?? 0) <= pagesPerStudent);
}

type Group = Stack & { student: string };

function cut(stacks: readonly Stack[], pagesPerStudent: number, manifest: Manifest): Group[] {
  const known = [...manifest].map(([target, { stack }]) => ({ sheet: target.split('/')[0] ?? '', stack }));
  const numbers = known.flatMap(({ sheet }) =>
    isSheet(sheet) ? [Number(sheet.slice('sheet-'.length))] : [],
  );
  let next = Math.max(0, ...numbers) + 1;
  return stacks.flatMap((stack) => {
    const { name, student, pages } = stack;
    if (student !== null) return [{ ...stack, student }];
    const had = new Set(
      known.filter((page) => page.stack === name && isSheet(page.sheet)).map(({ sheet }) => sheet),
    );
    const sheets = [...had].sort(naturalOrder);
    return Array.from({ length: Math.ceil(pages.length / pagesPerStudent) }, (_, index) => ({
      name,
      student: sheets[index] ?? `sheet-${String(next++).padStart(3, '0')}`,
      pages: pages.slice(index * pagesPerStudent, (index + 1) * pagesPerStudent),
    }));
  });
}

const isSheet = (folder: string): boolean => /^sheet-\d{3,}$/.test(folder);

const toPages = ({ name, student, pages }: Group): PlannedScan[] =>
  pages.map(({ file, page }, index) => ({
    student,
    target: `${student}/page-${String(index + 1).padStart(3, '0')}.jpg`,
    stack: name,
    file,
    page,
  }));

function checkClassScan(files: ScanFile[], pagesPerStudent: number | null): void {
  const loose = files.filter(({ student }) => student === null);
  const isOnePdf = loose.length === 1 && files.length === 1 && loose[0]?.kind === 'pdf';
  const images = loose.filter(({ kind }) => kind === 'image');
  if (pagesPerStudent !== null || (!isOnePdf && images.length === 0)) return;
  const what = isOnePdf ? `One PDF (${loose[0]?.name})` : `${images.length} loose images`;
  throw new UserError(
    'whose-pages',
    `${what}: expected to know how many pages each student has, or one PDF or folder per student.`,
    'For two pages a student, type: aita ingest --pages-per-student 2',
  );
}
