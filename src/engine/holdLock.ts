import { DatabaseSync } from 'node:sqlite';

/**
 * Locks a file until this process ends, however it ends: the system gives the lock back.
 * Returns `null` when another process holds it.
 */
export function holdLock(file: string): Disposable | null {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return { [Symbol.dispose]: () => database.close() };
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return null;
    throw error;
  }
}

const sqliteBusy = 5;
