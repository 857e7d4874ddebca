import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeJson } from './atomicWrite.ts';
import { readJson } from './readJson.ts';

/** How `aita ingest` was called, as far as the pages depend on it. */
const IngestOptions = z.object({ pagesPerStudent: z.number().optional(), dpi: z.number().optional() });
export type IngestOptions = { [Key in keyof z.infer<typeof IngestOptions>]?: number | undefined };

// Beside the list of pages, which cannot say it: a page that is absent may have failed, or was taken away by hand.
const pathOf = (pagesDir: string): string => join(pagesDir, '.ingest-unfinished.json');

/** The options of an ingest that has not come to its end; `null` when the last one has. */
export async function readUnfinishedIngest(pagesDir: string): Promise<IngestOptions | null> {
  const content = await readJson(pathOf(pagesDir));
  return content === null ? null : (IngestOptions.safeParse(content).data ?? {});
}

export const markUnfinishedIngest = (
  pagesDir: string,
  { pagesPerStudent, dpi }: IngestOptions,
): Promise<void> => writeJson(pathOf(pagesDir), { pagesPerStudent, dpi });

export const markFinishedIngest = (pagesDir: string): Promise<void> => rm(pathOf(pagesDir), { force: true });
