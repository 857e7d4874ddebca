import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../domain/userError.ts';
import {
  foreignFile,
  readManifest,
  removeEmptyFolders,
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
import { markFinishedIngest, markUnfinishedIngest } from './unfinishedIngest.ts';

export interface IngestReport {
  /** Pages written now, and pages that were there already. */
  written: number;
  kept: number;
  /** Pages that were still to be made when it was asked to stop. */
  left: number;
  /** The order found: each student with its sources; `made` of its pages are there. */
  students: { student: string; pages: number; made: number; files: string[] }[];
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
  /** Called before pages that are there are removed or replaced; what it throws leaves all as it was. */
  beforeChange?: (() => Promise<void>) | undefined;
  /** No new page is begun once it is aborted. */
  signal?: AbortSignal | undefined;
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
  const changes = changesOf(pages, { pagesDir, dpi, before, held });
  const { open } = changes;
  if (changes.touched.length > 0) await request.beforeChange?.();
  const { failures, left } = await makeChanges(changes, request, { pagesDir, dpi, makers });
  return {
    written: open.length - left - failures.length,
    kept: pages.length - open.length,
    left,
    students: order(pages, pagesDir),
    failures: [...plan.failures, ...refused, ...failures],
    incomplete: plan.incomplete,
    skipped: sources.skipped,
  };
}

const order = (pages: readonly PlannedScan[], pagesDir: string): IngestReport['students'] =>
  [...Map.groupBy(pages, ({ student }) => student)].map(([student, own]) => ({
    student,
    pages: own.length,
    made: own.filter(({ target }) => existsSync(join(pagesDir, target))).length,
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

interface Changes {
  /** Still to be made. */
  open: PlannedScan[];
  /** Of these scans and out of date: an old page would pass for a new one. */
  stale: string[];
  /** Pages that are there now and will not be as they are. */
  touched: string[];
  manifest: Manifest;
}

function changesOf(pages: readonly PlannedScan[], opening: Opening): Changes {
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
  const isThere = (target: string) => existsSync(join(pagesDir, target));
  const isCurrent = (target: string, origin: Origin) =>
    sameOrigin(before.get(target), origin) && isThere(target);
  const targets = stale.map(([target]) => target);
  return {
    open: pages.filter((page) => !isCurrent(page.target, originOf(page, dpi))),
    stale: targets,
    touched: targets.filter(isThere),
    manifest: new Map([...others, ...held, ...planned]),
  };
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
}

type Made = Pick<IngestReport, 'failures' | 'left'>;

/** The list of pages is written before the first of them, so that every page on disk is known whatever happens. */
async function makeChanges(changes: Changes, request: IngestRequest, making: Making): Promise<Made> {
  const { open, stale, manifest } = changes;
  const { pagesDir } = making;
  if (request.signal?.aborted && open.length > 0) return { failures: [], left: open.length };
  await mkdir(pagesDir, { recursive: true });
  if (open.length > 0) await markUnfinishedIngest(pagesDir, request);
  await removePages(pagesDir, stale);
  await writeManifest(pagesDir, manifest);
  const made = await makePages(open, request, making);
  if (made.left === 0) await markFinishedIngest(pagesDir);
  return made;
}

async function makePages(
  pages: readonly PlannedScan[],
  { onProgress, signal }: IngestRequest,
  { pagesDir, dpi, makers }: Making,
): Promise<Made> {
  for (const student of new Set(pages.map((page) => page.student))) {
    await mkdir(join(pagesDir, student), { recursive: true });
  }
  const failures: IngestFailure[] = [];
  let done = 0;
  const queue = pages.values();
  const lane = async () => {
    while (!signal?.aborted) {
      const next = queue.next();
      if (next.done) return;
      const { file, page, target } = next.value;
      const reply = await makers.make({ source: file.path, page, dpi, target: join(pagesDir, target) });
      if (!reply.ok) failures.push({ file: file.name, reason: `page ${page}: ${reply.reason}` });
      done++;
      onProgress?.(done, pages.length);
    }
  };
  await Promise.all(Array.from({ length: makers.width }, lane));
  const left = pages.slice(done);
  await removeEmptyFolders(
    pagesDir,
    left.map(({ target }) => target),
  );
  return { failures, left: left.length };
}
