import { basename, dirname } from 'node:path';
import { UserError } from '../domain/userError.ts';

/** SQLite's numbers: nothing fits any more; the file may not be written. */
const full = 13;
const readOnly = 8;

/** Another connection has the lock. */
const busy = 5;

export const isBusy = (error: unknown): boolean => numberOf(error) === busy;

const numberOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : -1;

/** Turns what a person can mend while the store is in use into a `UserError`; anything else comes back as it is. */
export function explainStoreFault(error: unknown, file: string): unknown {
  const number = numberOf(error);
  const place = `${basename(file)} in ${dirname(file)}`;
  if (number === full) {
    const hint = 'Free some space, then run the same command again: it goes on where it was.';
    return new UserError('disk-full', `No space left to write ${place}.`, hint);
  }
  if (number === busy) {
    const hint = 'End the process that hangs, then run the same command again: it goes on where it was.';
    return new UserError('store-locked', `Another process holds ${place}, for many seconds now.`, hint);
  }
  if (number !== readOnly) return error;
  return new UserError('not-writable', `Cannot write ${place}: it is read-only.`, makeItYours);
}

/** SQLite's number for a file that is no database, and the words for those a store cannot be opened with. */
export const noDatabase = 26;
const openWords: Record<number, string> = {
  [readOnly]: 'it is read-only',
  14: 'it cannot be opened',
  [noDatabase]: 'it is no database',
};

/** Turns what a person can mend when a store is opened into a `UserError`; anything else comes back as it is. */
export function explainOpenError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const number = numberOf(error);
  if (openWords[number] !== undefined) return storeUnusable(file, number);
  const isFolder = ['EEXIST', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS'].includes(String(error.code));
  return isFolder ? folderUnusable(file, String(error.code)) : error;
}

/** `number` is SQLite's. */
export function storeUnusable(file: string, number: number): UserError {
  const lost = 'Move it away, or bring back a copy of it; without it, stored replies are bought again.';
  return cannotUse(file, openWords[number] ?? '', number === noDatabase ? lost : makeItYours);
}

const folderUnusable = (file: string, code: string): UserError =>
  cannotUse(file, `its folder cannot be made or written (${code})`, makeItYours);

const makeItYours = 'Make it and its folder yours to read and write, then run the same command.';

const cannotUse = (file: string, why: string, hint: string): UserError =>
  new UserError('store-unusable', `The store of paid replies, ${file}, cannot be used: ${why}.`, hint);
