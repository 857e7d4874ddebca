import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../domain/userError.ts';
import { errorCode } from './atomicWrite.ts';

/**
 * Reads a text file that a person or Excel wrote: UTF-8 or UTF-16, with or without a byte-order mark.
 *
 * Returns `null` when there is no such file.
 * @throws UserError when the bytes are neither; a guessed code page would turn names into other names.
 */
export async function readText(path: string): Promise<string | null> {
  const bytes = await readBytes(path);
  return bytes === null ? null : decodeText(bytes, basename(path));
}

/**
 * Returns `null` when there is no such file.
 * @throws UserError when it may not be read, or is a folder.
 */
export async function readBytes(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return null;
    if (code === null) throw error;
    throw new UserError(
      'not-readable',
      `Cannot read ${path}: ${code}.`,
      'Make it a file that you may read, then run the same command.',
    );
  }
}

/** @throws UserError when the bytes of the file `name` are no text. */
export function decodeText(bytes: Buffer, name: string): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (errorCode(error) !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new UserError(
      'bad-encoding',
      `${name}: expected UTF-8 text, and some of its bytes are not (${encoding}).`,
      `Save ${name} again as UTF-8 (in Excel: "CSV UTF-8"), then run the same command.`,
    );
  }
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  // Latin text in UTF-16 without a mark has a zero in every second byte; UTF-8 text has none.
  if (bytes.length >= 2 && bytes[1] === 0 && bytes[0] !== 0) return 'utf-16le';
  return 'utf-8';
}
