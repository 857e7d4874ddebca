import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PageStatus } from '../domain/transcription.ts';
import type { Assignment } from '../files/dataFolder.ts';
import { isHiddenFile, isImageFile } from '../files/imageFiles.ts';
import { findInput } from '../files/layout.ts';
import { readTranscriptions } from '../files/transcriptions.ts';
import { readUnfinishedIngest, type IngestOptions } from '../files/unfinishedIngest.ts';
import { ingestCommand } from './ingestCommand.ts';
import { shellWord } from '../domain/shellWord.ts';

/** How far an exam is, by its files alone; looking writes nothing. */
export interface AssignmentState {
  name: string;
  /** Files that wait in `scans/`. */
  scans: number;
  students: number;
  pages: number;
  /** Whether an ingest was stopped before its last page. */
  isIngestUnfinished: boolean;
  /** Students with a result file. */
  transcribed: number;
  /** Pages in result files, by status. */
  pagesBy: Record<PageStatus, number>;
  hasReport: boolean;
  /** A command, or what to do by hand. */
  next: string;
}

export async function readAssignmentState({ name, dir }: Assignment): Promise<AssignmentState> {
  const folders = await foldersOfPages(findInput(dir, 'pages'));
  const unfinished = await readUnfinishedIngest(join(dir, 'pages'));
  const transcriptions = await readTranscriptions(dir);
  const pagesBy: Record<PageStatus, number> = { done: 0, blank: 0, failed: 0, pending: 0 };
  for (const { status } of transcriptions.flatMap(({ pages }) => pages)) pagesBy[status]++;
  const state = {
    name,
    scans: (await visible(findInput(dir, 'scans'))).length,
    students: folders.length,
    pages: folders.reduce((sum, pages) => sum + pages, 0),
    isIngestUnfinished: unfinished !== null,
    transcribed: transcriptions.length,
    pagesBy,
    hasReport: existsSync(join(dir, 'reports', 'index.html')),
  };
  return { ...state, next: nextStep(state, dir, unfinished) };
}

/** Pages of each student's folder that has one. */
async function foldersOfPages(pagesDir: string | null): Promise<number[]> {
  const names = await visible(pagesDir, (entry) => entry.isDirectory());
  const images = names.map(async (name) => (await visible(join(pagesDir ?? '', name))).filter(isImageFile));
  return (await Promise.all(images)).map(({ length }) => length).filter((length) => length > 0);
}

async function visible(
  dir: string | null,
  chosen: (entry: { isDirectory(): boolean }) => boolean = () => true,
): Promise<string[]> {
  if (dir === null) return [];
  const entries = await readdir(dir, { withFileTypes: true });
  return entries.filter((entry) => chosen(entry) && !isHiddenFile(entry.name)).map(({ name }) => name);
}

function nextStep(
  state: Omit<AssignmentState, 'next'>,
  dir: string,
  unfinished: IngestOptions | null,
): string {
  const { scans, students, transcribed, pagesBy, hasReport } = state;
  const command = (verb: string): string => `aita ${verb} --assignment ${shellWord(state.name)}`;
  if (students === 0 && scans === 0)
    return `put the scans into ${join(dir, 'scans')}, then ${ingestCommand(state.name)}`;
  if (unfinished !== null) return ingestCommand(state.name, unfinished);
  if (students === 0) return ingestCommand(state.name);
  if (transcribed === 0) return `${command('transcribe')} --dry-run`;
  if (transcribed < students || pagesBy.failed + pagesBy.pending > 0) return command('transcribe');
  return hasReport ? `open ${join(dir, 'reports', 'index.html')}` : command('report');
}
