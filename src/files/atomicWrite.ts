import { randomBytes } from 'node:crypto';
import { lstat, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../domain/userError.ts';

export interface WriteOptions {
  /** Permission bits of a new file, e.g. `0o600` for files that hold names. */
  mode?: number;
}

/**
 * Replaces `path` in one step: a reader, or a kill at any moment, meets the old content or the new, never a half.
 *
 * The folder must exist. The content is on the disk before the name points at it.
 * @throws UserError when the disk is full or the place cannot be written.
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  const temporary = temporaryPath(path);
  await removeLeftovers(dirname(path));
  try {
    await writeAndSync(temporary, content, options.mode ?? 0o666);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw explainWriteError(error, path);
  }
}

/** Writes `value` as UTF-8 JSON: two spaces, keys in the order the value has them, a newline at the end. */
export async function writeJson(path: string, value: unknown, options: WriteOptions = {}): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`, options);
}

/** A name in the same folder (a rename must not cross file systems); hidden, so that no listing takes it for a page. */
export function temporaryPath(path: string): string {
  return join(dirname(path), `.aita-${randomBytes(6).toString('hex')}.tmp`);
}

const temporaryName = /^\.aita-[0-9a-f]{12}\.tmp$/;
/** A write takes seconds, also on a slow share; a writer on another host cannot be asked whether it lives. */
const leftAfterMs = 3_600_000;
const looked = new Set<string>();

/** Takes away what killed writers left in a folder, an hour after they began; looks once per folder and process. */
async function removeLeftovers(dir: string): Promise<void> {
  if (looked.has(dir)) return;
  looked.add(dir);
  const names = await unlessDenied(readdir(dir), []);
  const left = names.filter((name) => temporaryName.test(name)).map((name) => join(dir, name));
  for (const path of left) await unlessDenied(removeIfOld(path), undefined);
}

async function removeIfOld(path: string): Promise<void> {
  const stats = await lstat(path);
  if (stats.isFile() && Date.now() - stats.mtimeMs > leftAfterMs) await rm(path, { force: true });
}

/** Another user's leftover stays, and the write that follows says itself why it cannot be made. */
async function unlessDenied<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '')) return otherwise;
    throw error;
  }
}

async function writeAndSync(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Turns what a person can mend (full disk, no permission) into a `UserError`; anything else comes back as it is. */
export function explainWriteError(error: unknown, path: string): unknown {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new UserError(
        'disk-full',
        `No space left to write ${basename(path)} in ${dirname(path)}.`,
        'Free some space, then run the same command again: it goes on where it was.',
      );
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new UserError(
        'not-writable',
        `Cannot write ${basename(path)} in ${dirname(path)}: permission denied or read-only.`,
        'Make the folder writable for you, or name another one with --data-dir (or --dir).',
      );
    default:
      return error;
  }
}

/** The `code` of a system error such as `ENOENT`; `null` for anything else. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
