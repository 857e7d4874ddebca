import { rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, explainWriteError } from './atomicWrite.ts';

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
  if (!(await isStale(lock))) return;
  // One at a time: the second of two that saw the same old lock would take away the new one of the first.
  await withFileLock(`${lock}.old`, async () => {
    if (await isStale(lock)) await rm(lock, { force: true });
  });
}

async function isStale(lock: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(lock);
    return Date.now() - mtimeMs >= staleAfterMs;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
