import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { oldestTemporal } from './flags.ts';

export const run = promisify(execFile);

/** The version of a `temporal` program, or `null` when the file is something else or cannot be run. */
export async function versionOf(program: string): Promise<string | null> {
  const answer = await run(program, ['--version'], { timeout: 10_000 }).catch(() => null);
  return /temporal version (\d+\.\d+\.\d+)/.exec(answer?.stdout ?? '')?.[1] ?? null;
}

export function isNewEnough(version: string, wanted = oldestTemporal): boolean {
  const [given, oldest] = [version, wanted].map((text) => text.split('.').map(Number));
  const difference = given?.map((part, index) => part - (oldest?.[index] ?? 0)).find((part) => part !== 0);
  return (difference ?? 0) >= 0;
}

/** Every program of this name in the folders of a PATH variable, first to last. */
export const programsOnPath = (name: string, searchPath: string): string[] =>
  searchPath
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, name))
    .filter(isProgram);

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
