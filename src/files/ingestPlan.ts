import { UserError } from '../domain/userError.ts';
import type { Manifest } from './ingestManifest.ts';
import { isPdfFile } from './imageFiles.ts';
import { naturalOrder } from './naturalOrder.ts';
import type { PageMakers } from './pageMakers.ts';
import { isWhole, lostScan, toStacks, type CountedScan, type Stack } from './ingestStacks.ts';
import type { ScanFile, ScanSources } from './scanSources.ts';

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

/**
 * Decides which page of which scan becomes which page of which student.
 *
 * Each class scan is cut by itself, so that a missing page of one shifts no page of the next; its sheets keep the numbers
 * they had in `manifest`, and numbers of scans that are gone are not used again. Scans that are read together wait until
 * all of them can be read.
 */
export async function planIngest(
  { files, unreadable }: ScanSources,
  pagesPerStudent: number | null,
  manifest: Manifest,
  makers: PageMakers,
): Promise<IngestPlan> {
  checkClassScan(files, pagesPerStudent);
  const broken: IngestFailure[] = [];
  const counted = await Promise.all(files.map((file) => countPages(file, makers, broken)));
  const lost = unreadable.map(({ file }) => lostScan(file)).filter((scan) => scan !== null);
  const stacks = toStacks([...counted, ...lost], pagesPerStudent, manifest);
  const groups = cut(stacks.filter(isWhole), pagesPerStudent ?? Infinity, manifest);
  const failures = [...unreadable, ...broken.sort((a, b) => naturalOrder(a.file, b.file))];
  return {
    pages: groups.flatMap(toPages),
    failures: failures.map((failure) => withWhatWaits(failure, stacks)),
    incomplete: groups.flatMap(({ student, pages }) =>
      pagesPerStudent === null || pages.length >= pagesPerStudent
        ? []
        : [{ student, pages: pages.length, expected: pagesPerStudent }],
    ),
  };
}

/** A broken image keeps its place among the others, and fails when its page is made; of a broken PDF nothing is known. */
async function countPages(file: ScanFile, makers: PageMakers, broken: IngestFailure[]): Promise<CountedScan> {
  const counted = await makers.count(file.path);
  if (counted.ok && counted.pages > 0) return { ...file, file, pages: counted.pages };
  if (!isPdfFile(file.path)) return { ...file, file, pages: 1 };
  broken.push({ file: file.name, reason: counted.ok ? 'it has no pages' : counted.reason });
  return { ...file, file, pages: null };
}

function withWhatWaits({ file, reason }: IngestFailure, stacks: readonly Stack[]): IngestFailure {
  const stack = stacks.find(({ members }) => members.some(({ name }) => name === file));
  if (stack === undefined || stack.members.length === 1) return { file, reason };
  const pages = `no page of ${stack.student ?? 'the loose images'} is made or changed`;
  return { file, reason: `${reason} (until it can be read, ${pages})` };
}

type Group = Pick<Stack, 'name' | 'pages'> & { student: string };

function cut(stacks: readonly Stack[], pagesPerStudent: number, manifest: Manifest): Group[] {
  const known = [...manifest].map(([target, { stack }]) => ({ sheet: target.split('/')[0] ?? '', stack }));
  const numbers = known.flatMap(({ sheet }) =>
    isSheet(sheet) ? [Number(sheet.slice('sheet-'.length))] : [],
  );
  let next = Math.max(0, ...numbers) + 1;
  return stacks.flatMap(({ name, student, pages }) => {
    if (student !== null) return [{ name, student, pages }];
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
