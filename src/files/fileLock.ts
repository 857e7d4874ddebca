import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, explainWriteError, temporaryPath } from './atomicWrite.ts';

/** The work under a lock takes milliseconds; a lock this old belongs to a process that died. */
const staleAfterMs = 10_000;

/** Runs `work` while no other process runs under the same lock file. For work of milliseconds only. */
export async function withFileLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  while (!(await take(lock))) {
    await breakIfStale(lock);
    await delay(20);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, '', { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw explainWriteError(error, lock);
  }
}

async function breakIfStale(lock: string): Promise<void> {
  const aside = temporaryPath(lock);
  try {
    const { mtimeMs } = await stat(lock);
    if (Date.now() - mtimeMs < staleAfterMs) return;
    // Renamed first: of two waiting processes only one succeeds in moving it.
    await rename(lock, aside);
    await rm(aside, { force: true });
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
