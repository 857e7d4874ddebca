import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../domain/userError.ts';
import {
  foreignFile,
  readManifest,
  removePages,
  sameOrigin,
  writeManifest,
  type Manifest,
  type Origin,
} from './ingestManifest.ts';
import { planIngest, type IngestFailure, type IngestPlan, type PlannedScan } from './ingestPlan.ts';
import { findInput, inputPath } from './layout.ts';
import { startPageMakers, type PageMakers } from './pageMakers.ts';
import { findScans } from './scanSources.ts';

export interface IngestReport {
  /** Pages written now, and pages that were there already. */
  written: number;
  kept: number;
  /** The order found: each student with its sources. */
  students: { student: string; pages: number; files: string[] }[];
  failures: IngestFailure[];
  incomplete: IngestPlan['incomplete'];
  skipped: { name: string; reason: string }[];
}

export interface IngestRequest {
  assignmentDir: string;
  pagesPerStudent?: number | undefined;
  /** Dots per inch of the pages; 200 by default. */
  dpi?: number | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

const defaultDpi = 200;

/**
 * Turns `scans/` into `pages/<student>/page-001.jpg`.
 *
 * Pages that were made from the same scan before are kept, so the same call goes on after any death. A broken scan is
 * named and the others go on. Nothing is written into a student's folder that holds files of another origin.
 * @throws UserError when there are no scans, or it is not said how to cut a class scan.
 */
export async function ingest(request: IngestRequest): Promise<IngestReport> {
  const { assignmentDir, pagesPerStudent = null, dpi = defaultDpi } = request;
  const sources = await findScans(scansOf(assignmentDir));
  const pagesDir = join(assignmentDir, 'pages');
  const before = await readManifest(pagesDir);
  await using makers = startPageMakers();
  const plan = await planIngest(sources, pagesPerStudent, before, makers);
  const { pages, refused } = await withoutForeignFolders(plan.pages, pagesDir, before);
  const held = heldEntries(plan.pages, pages, { dpi, before });
  const open = await openPages(pages, { pagesDir, dpi, before, held });
  const failures = await makePages(open, { pagesDir, dpi, makers, onProgress: request.onProgress });
  return {
    written: open.length - failures.length,
    kept: pages.length - open.length,
    students: order(pages),
    failures: [...plan.failures, ...refused, ...failures],
    incomplete: plan.incomplete,
    skipped: sources.skipped,
  };
}

const order = (pages: readonly PlannedScan[]): IngestReport['students'] =>
  [...Map.groupBy(pages, ({ student }) => student)].map(([student, own]) => ({
    student,
    pages: own.length,
    files: [...new Set(own.map(({ file }) => file.name))],
  }));

function scansOf(assignmentDir: string): string {
  const found = findInput(assignmentDir, 'scans');
  if (found !== null) return found;
  const place = inputPath(assignmentDir, 'scans');
  throw new UserError(
    'no-scans',
    `There are no scans in ${place}.`,
    `Put PDFs or images there, then run aita ingest again.`,
  );
}

/** Pages put there by hand and pages of a scan would pass for one student's exam. */
async function withoutForeignFolders(
  pages: readonly PlannedScan[],
  pagesDir: string,
  manifest: Manifest,
): Promise<{ pages: PlannedScan[]; refused: IngestFailure[] }> {
  const kept: PlannedScan[] = [];
  const refused: IngestFailure[] = [];
  for (const [student, own] of Map.groupBy(pages, (page) => page.student)) {
    const foreign = await foreignFile(pagesDir, student, manifest);
    if (foreign === null) kept.push(...own);
    else {
      const reason = `pages/${student} holds ${foreign}, which was not made from a scan: move one of the two away`;
      refused.push({ file: own[0]?.file.name ?? student, reason });
    }
  }
  return { pages: kept, refused };
}

/**
 * What stays in the list for students that were refused: their earlier pages, or else a name that no page has, so that a
 * sheet keeps its number for the time when it can be made.
 */
function heldEntries(
  planned: readonly PlannedScan[],
  pages: readonly PlannedScan[],
  { dpi, before }: { dpi: number; before: Manifest },
): Manifest {
  const going = new Set(pages.map(({ student }) => student));
  const refused = planned.filter(({ student }) => !going.has(student));
  return new Map(
    [...Map.groupBy(refused, ({ student }) => student)].flatMap(([student, [first]]) => {
      const had = [...before].filter(([target]) => target.startsWith(`${student}/`));
      if (had.length > 0 || first === undefined) return had;
      return [[`${student}/refused`, originOf(first, dpi)]];
    }),
  );
}

interface Opening {
  pagesDir: string;
  dpi: number;
  before: Manifest;
  held: Manifest;
}

/**
 * The pages still to be made, after removing those of these scans that are out of date: an old page would pass for a new
 * one. The list of pages is written first, so that every page on disk is known whatever happens.
 */
async function openPages(pages: readonly PlannedScan[], opening: Opening): Promise<PlannedScan[]> {
  const { pagesDir, dpi, before, held } = opening;
  const planned = new Map(pages.map((page) => [page.target, originOf(page, dpi)]));
  const stacks = new Set(pages.map(({ stack }) => stack));
  const files = new Set(pages.map(({ file }) => file.name));
  const isOfThese = ({ stack, file }: Origin) => stacks.has(stack) || files.has(file);
  const others = [...before].filter(([target, origin]) => !isOfThese(origin) && !planned.has(target));
  const stale = [...before].filter(([target, origin]) => {
    const next = planned.get(target);
    if (held.has(target)) return false;
    return next === undefined ? isOfThese(origin) : !sameOrigin(origin, next);
  });
  const isCurrent = (target: string, origin: Origin) =>
    sameOrigin(before.get(target), origin) && existsSync(join(pagesDir, target));
  await mkdir(pagesDir, { recursive: true });
  await removePages(
    pagesDir,
    stale.map(([target]) => target),
  );
  await writeManifest(pagesDir, new Map([...others, ...held, ...planned]));
  return pages.filter((page) => !isCurrent(page.target, originOf(page, dpi)));
}

const originOf = ({ stack, file, page }: PlannedScan, dpi: number): Origin => ({
  stack,
  file: file.name,
  digest: file.digest,
  page,
  dpi,
});

interface Making {
  pagesDir: string;
  dpi: number;
  makers: PageMakers;
  onProgress: IngestRequest['onProgress'];
}

async function makePages(pages: readonly PlannedScan[], making: Making): Promise<IngestFailure[]> {
  const { pagesDir, dpi, makers, onProgress } = making;
  for (const student of new Set(pages.map((page) => page.student))) {
    await mkdir(join(pagesDir, student), { recursive: true });
  }
  const failures: IngestFailure[] = [];
  let done = 0;
  const queue = pages.values();
  const lane = async () => {
    for (const { file, page, target } of queue) {
      const reply = await makers.make({ source: file.path, page, dpi, target: join(pagesDir, target) });
      if (!reply.ok) failures.push({ file: file.name, reason: `page ${page}: ${reply.reason}` });
      onProgress?.(++done, pages.length);
    }
  };
  await Promise.all(Array.from({ length: makers.width }, lane));
  return failures;
}
