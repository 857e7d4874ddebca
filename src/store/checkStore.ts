import { accessSync, closeSync, constants, existsSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { explainOpenError, noDatabase, storeUnusable } from './storeFault.ts';

/**
 * Looks whether a store that is there can be used, and writes nothing: so that a command refuses before it writes
 * anything else.
 *
 * @throws UserError when it cannot be opened or written, or is no database.
 */
export function checkStore(file: string): void {
  if (!existsSync(dirname(file))) return;
  try {
    accessSync(dirname(file), constants.R_OK | constants.W_OK | constants.X_OK);
    if (!existsSync(file)) return;
    accessSync(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw explainOpenError(error, file);
  }
  if (!isDatabase(file)) throw storeUnusable(file, noDatabase);
}

const header = 'SQLite format 3\0';

/** An empty file is one that was not begun yet. */
function isDatabase(file: string): boolean {
  const start = Buffer.alloc(header.length);
  const handle = openSync(file, 'r');
  try {
    const length = readSync(handle, start, 0, header.length, 0);
    return length === 0 || start.toString('latin1') === header;
  } finally {
    closeSync(handle);
  }
}
