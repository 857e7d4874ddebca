import { basename, dirname } from 'node:path';
import { UserError } from '../domain/userError.ts';

/** SQLite's numbers: nothing fits any more; the file may not be written. */
const full = 13;
const readOnly = 8;

/** Turns what a person can mend while the store is in use into a `UserError`; anything else comes back as it is. */
export function explainStoreFault(error: unknown, file: string): unknown {
  const number = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null;
  const place = `${basename(file)} in ${dirname(file)}`;
  if (number === full) {
    const hint = 'Free some space, then run the same command again: it goes on where it was.';
    return new UserError('disk-full', `No space left to write ${place}.`, hint);
  }
  if (number !== readOnly) return error;
  const hint = 'Make it and its folder yours to read and write, then run the same command.';
  return new UserError('not-writable', `Cannot write ${place}: it is read-only.`, hint);
}
