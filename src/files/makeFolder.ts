import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../domain/userError.ts';
import { errorCode, explainWriteError } from './atomicWrite.ts';

/**
 * Makes a folder and those above it that are absent. One after the other: Node's recursive `mkdir` never ends in a
 * place such as /proc, where nothing can be made and which says so by "not found".
 *
 * @throws UserError when it cannot be made.
 */
export async function makeFolder(dir: string): Promise<void> {
  if (await isFolder(dir)) return;
  if (dirname(dir) !== dir) await makeFolder(dirname(dir));
  try {
    await mkdir(dir);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST' && (await isFolder(dir))) return;
    if (code === 'EEXIST' || code === 'ENOTDIR') throw cannotMake(dir, 'a part of that path is a file');
    if (code === 'ENOENT') throw cannotMake(dir, `nothing can be made in ${dirname(dir)}`);
    throw explainWriteError(error, dir);
  }
}

const cannotMake = (dir: string, why: string): UserError =>
  new UserError(
    'no-data-folder',
    `${dir} cannot be made: ${why}.`,
    'Name another folder with --data-dir (or --dir).',
  );

async function isFolder(dir: string): Promise<boolean> {
  try {
    return (await stat(dir)).isDirectory();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return false;
    throw explainWriteError(error, dir);
  }
}
