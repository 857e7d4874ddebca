import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { UserError } from '../domain/userError.ts';
import { writeJson } from './atomicWrite.ts';
import { planIngest, type IngestFailure, type IngestPlan } from './ingestPlan.ts';
import { findInput, inputPath } from './layout.ts';
import { startPageMakers, type PageMakers } from './pageMakers.ts';
import { readJson } from './readJson.ts';
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

/** What each page was made from, kept beside the pages: a page is made again only when that changed. */
const Manifest = z.record(z.string(), z.string());

const defaultDpi = 200;

/** Turns `scans/` into `pages/<student>/page-001.jpg`; a broken scan is named and the others go on. */
export async function ingest(request: IngestRequest): Promise<IngestReport> {
  const { assignmentDir, pagesPerStudent = null, dpi = defaultDpi } = request;
  const { files, skipped } = await findScans(scansOf(assignmentDir));
  const pagesDir = join(assignmentDir, 'pages');
  await using makers = startPageMakers();
  const plan = await planIngest(files, { pagesDir, pagesPerStudent, dpi }, makers);
  const made = await makePages(plan, pagesDir, makers, request.onProgress);
  const groups = Map.groupBy(plan.tasks, ({ student }) => student);
  const students = [...groups].map(([student, tasks]) => ({
    student,
    pages: tasks.length,
    files: [...new Set(tasks.map(({ file }) => file.name))],
  }));
  return {
    ...made,
    students,
    failures: [...plan.failures, ...made.failures],
    incomplete: plan.incomplete,
    skipped,
  };
}

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

type Task = IngestPlan['tasks'][number];

async function makePages(
  { tasks }: IngestPlan,
  pagesDir: string,
  makers: PageMakers,
  onProgress: IngestRequest['onProgress'],
): Promise<Pick<IngestReport, 'written' | 'kept' | 'failures'>> {
  const open = await openTasks(tasks, pagesDir);
  const failures: IngestFailure[] = [];
  let done = 0;
  const queue = open.values();
  const lane = async () => {
    for (const task of queue) {
      const reply = await makers.make(task);
      if (!reply.ok)
        failures.push({ file: task.file.name, reason: `page ${task.page ?? 1}: ${reply.reason}` });
      onProgress?.(++done, open.length);
    }
  };
  await Promise.all(Array.from({ length: makers.width }, lane));
  return { written: open.length - failures.length, kept: tasks.length - open.length, failures };
}

/** The tasks whose page is not there, or was made from something else (and is removed: it would pass for the new one). */
async function openTasks(tasks: Task[], pagesDir: string): Promise<Task[]> {
  const manifestPath = join(pagesDir, '.ingest.json');
  const before = Manifest.parse((await readJson(manifestPath)) ?? {});
  const name = (task: Task) => relative(pagesDir, task.target);
  const origin = ({ file, page, dpi }: Task) =>
    `${file.name} ${file.version} page ${page ?? 1} at ${dpi} dpi`;
  const open = tasks.filter((task) => before[name(task)] !== origin(task) || !existsSync(task.target));
  await mkdir(pagesDir, { recursive: true });
  for (const { target } of open) {
    await mkdir(dirname(target), { recursive: true });
    await rm(target, { force: true });
  }
  await writeJson(manifestPath, Object.fromEntries(tasks.map((task) => [name(task), origin(task)])));
  return open;
}
