import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { oldestTemporal } from './flags.ts';
import { versionOf } from './temporalProgram.ts';

/**
 * Puts a fetched program in its place, whole or not at all. `obtain` gets an empty folder and gives the
 * path of the program in it.
 * @throws Error when what was obtained is not the pinned version of `temporal`.
 */
export async function installProgram(
  target: string,
  obtain: (folder: string) => Promise<string>,
): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(path.join(path.dirname(target), 'fetching-'));
  try {
    const program = await obtain(folder);
    await chmod(program, 0o755);
    const version = await versionOf(program);
    if (version !== oldestTemporal)
      throw new Error(`it is ${version ?? 'no program for this machine'}, expected ${oldestTemporal}`);
    await rename(program, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
