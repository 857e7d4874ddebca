import { Failure } from '../domain/failures.ts';
import { errorCode } from './atomicWrite.ts';

/**
 * A page whose image cannot be used.
 *
 * The message gives the reason alone, without file or folder: it goes into the event history, where no student's name
 * may be.
 */
export class PageUnreadable extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = Failure.pageUnreadable;
  }
}

/** They say something of the file; others (too many files open, a network drive that is away) pass by themselves. */
const ofTheFile = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG'];

/** The same for what the file system says of a file; anything else comes back as it is, to be tried again. */
export function explainReadError(error: unknown): unknown {
  const code = errorCode(error);
  if (code === null || !ofTheFile.includes(code)) return error;
  return new PageUnreadable(code === 'ENOENT' ? 'the file is gone' : `the file cannot be opened (${code})`);
}
