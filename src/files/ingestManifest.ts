import { readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { errorCode, writeJson } from './atomicWrite.ts';
import { isHiddenFile, isImageFile } from './imageFiles.ts';
import { faultsOf, faultyFile, readJson } from './readJson.ts';

/** What a page was made from. */
const Origin = z.object({
  /** The scans that were read together, see `Stack`. */
  stack: z.string(),
  /** The scan's name and sha256. */
  file: z.string(),
  digest: z.string(),
  page: z.number(),
  dpi: z.number(),
});
export type Origin = z.infer<typeof Origin>;

/** Pages that ingest made, by path in the folder of pages (`sheet-001/page-002.jpg`). */
export type Manifest = ReadonlyMap<string, Origin>;

const pathOf = (pagesDir: string): string => join(pagesDir, '.ingest.json');

export async function readManifest(pagesDir: string): Promise<Manifest> {
  const content = (await readJson(pathOf(pagesDir))) ?? {};
  const parsed = z.record(z.string(), Origin).safeParse(content);
  if (!parsed.success) throw faultyFile(pathOf(pagesDir), faultsOf(parsed.error, content));
  return new Map(Object.entries(parsed.data));
}

export const writeManifest = (pagesDir: string, manifest: Manifest): Promise<void> =>
  writeJson(pathOf(pagesDir), Object.fromEntries(manifest));

export const sameOrigin = (a: Origin | undefined, b: Origin): boolean =>
  a !== undefined && a.file === b.file && a.digest === b.digest && a.page === b.page && a.dpi === b.dpi;

/** Removes pages that ingest made, and folders that are empty after it. */
export async function removePages(pagesDir: string, pages: readonly string[]): Promise<void> {
  for (const page of pages) await rm(join(pagesDir, page), { force: true });
  await removeEmptyFolders(pagesDir, pages);
}

/** Of the folders of these pages, removes those that hold nothing. */
export async function removeEmptyFolders(pagesDir: string, pages: readonly string[]): Promise<void> {
  for (const folder of new Set(pages.map((page) => dirname(page)))) {
    await rmdir(join(pagesDir, folder)).catch((error: unknown) => {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errorCode(error) ?? '')) throw error;
    });
  }
}

/** An image in a student's folder that ingest did not make; `null` when there is none. */
export async function foreignFile(
  pagesDir: string,
  student: string,
  manifest: Manifest,
): Promise<string | null> {
  const names = await readdir(join(pagesDir, student)).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  return (
    names.find((name) => !isHiddenFile(name) && isImageFile(name) && !manifest.has(`${student}/${name}`)) ??
    null
  );
}
