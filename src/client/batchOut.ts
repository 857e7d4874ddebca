import { constants, type BigIntStats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { UserError } from '../domain/userError.ts';
import { errorCode, writeFileAtomic } from '../files/atomicWrite.ts';

interface Out {
  /** As typed after `--out`. */
  out: string;
  /** File of the tasks, or `-`. */
  tasks: string;
  workingDir: string;
}

/**
 * Looks at the place of the results before anything is spent; gives its path.
 * @throws UserError `bad-out` when they cannot be written there, or would be written over the tasks.
 */
export async function checkOut({ out, tasks, workingDir }: Out): Promise<string> {
  const path = resolve(workingDir, out);
  await checkFolder(out, dirname(path));
  const there = await statIfThere(path);
  if (there === null) return path;
  if (!there.isFile())
    throw badOut(`--out ${out} is ${there.isDirectory() ? 'a folder' : 'no ordinary file'}.`);
  const source = tasks === '-' ? null : await statIfThere(resolve(workingDir, tasks));
  // Names may differ: by a link, or by upper case.
  if (source?.ino === there.ino && source.dev === there.dev)
    throw badOut(`--out ${out} is the file with the tasks, which the results would replace.`);
  return path;
}

async function checkFolder(out: string, folder: string): Promise<void> {
  const found = await statIfThere(folder);
  if (found === null) throw badOut(`--out ${out}: there is no folder ${folder}.`);
  if (!found.isDirectory()) throw badOut(`--out ${out}: ${folder} is no folder.`);
  await access(folder, constants.W_OK | constants.X_OK).catch((error: unknown) => {
    throw badOut(`--out ${out}: you may not write into ${folder} (${errorCode(error)}).`);
  });
}

async function statIfThere(path: string): Promise<BigIntStats | null> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return null;
    throw code === null ? error : badOut(`--out: ${path} cannot be looked at (${code}).`);
  }
}

const badOut = (message: string): UserError =>
  new UserError('bad-out', message, 'Name another file with --out; nothing was spent.');

/** @throws UserError when the place has become one that cannot be written. */
export async function writeOut(path: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(path, text);
  } catch (error) {
    const code = errorCode(error);
    if (code === null || code === 'disk-full') throw error;
    throw new UserError(
      'not-writable',
      error instanceof UserError
        ? error.message
        : `Cannot write ${basename(path)} in ${dirname(path)}: ${code}.`,
      'Name another file with --out, then run the same command: what is stored is not paid again.',
    );
  }
}
