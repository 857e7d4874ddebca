import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { access, constants, mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { PlannedImage } from '../domain/batch.ts';
import { UserError } from '../domain/userError.ts';
import { errorCode, writeFileAtomic } from '../files/atomicWrite.ts';
import type { TaskImage } from './task.ts';

/** Beside the store; images given as bytes, each under its digest, so that a run goes on after its program died. */
const imageFolder = join('.aita', 'images');

/**
 * An image by where it lies: the engine and the plan never hold its bytes.
 * @throws UserError `no-image` when it is no file that can be read.
 */
export async function plannedImage(dataDir: string, image: TaskImage): Promise<PlannedImage> {
  const path = typeof image === 'string' ? resolve(image) : await keepBytes(dataDir, image);
  const found = await lookAt(resolve(dataDir, path)).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (!found.isFile())
    throw noImage(`The image ${path} is ${found.isDirectory() ? 'a folder' : 'no ordinary file'}.`);
  return { path, bytes: found.size, mtimeMs: found.mtimeMs };
}

async function lookAt(path: string): Promise<Stats> {
  const found = await stat(path);
  await access(path, constants.R_OK);
  return found;
}

function unreadable(path: string, error: unknown): unknown {
  const code = errorCode(error);
  if (code === null) return error;
  return noImage(
    code === 'ENOENT' ? `There is no image ${path}.` : `The image ${path} cannot be read (${code}).`,
  );
}

async function keepBytes(dataDir: string, bytes: Uint8Array): Promise<string> {
  const path = join(imageFolder, createHash('sha256').update(bytes).digest('hex'));
  const isKept = await stat(join(dataDir, path)).then(
    ({ size }) => size === bytes.length,
    (error: unknown) => {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    },
  );
  if (isKept) return path;
  await mkdir(join(dataDir, imageFolder), { recursive: true, mode: 0o700 });
  await writeFileAtomic(join(dataDir, path), bytes, { mode: 0o600 });
  return path;
}

const noImage = (message: string): UserError =>
  new UserError(
    'no-image',
    message,
    'Name the file of an image; relative paths mean the working folder of the program. Nothing was spent.',
  );
