import { readdir } from 'node:fs/promises';
import { UserError } from '../domain/userError.ts';
import { errorCode } from './atomicWrite.ts';
import { isHiddenFile } from './imageFiles.ts';
import { naturalOrder } from './naturalOrder.ts';

/**
 * What lies in a folder, hidden files left out, in natural order.
 *
 * @throws UserError when it cannot be read.
 */
export async function listFolder(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).filter((name) => !isHiddenFile(name)).sort(naturalOrder);
  } catch (error) {
    throw errorCode(error) === null ? error : cannotRead(dir, whyNot(error));
  }
}

/** Whether a name holds bytes that are no UTF-8: no path made of it leads to the file. */
export const isGarbled = (name: string): boolean => name.includes('\uFFFD');

export function cannotRead(path: string, why: string): UserError {
  return new UserError(
    'not-readable',
    `Cannot read ${path}: ${isGarbled(path) ? 'its name is not UTF-8' : why}.`,
    'Rename it, mend it or take it away, then run the same command; nothing was changed.',
  );
}

export const linkToNothing = 'it is a link to nothing, or gone';

/** A system error in words. */
export function whyNot(error: unknown): string {
  switch (errorCode(error)) {
    case 'ENOENT':
      return linkToNothing;
    case 'EACCES':
    case 'EPERM':
      return 'you may not read it';
    case 'ELOOP':
      return 'it is a link that leads back to itself';
    default:
      return errorCode(error) ?? String(error);
  }
}
