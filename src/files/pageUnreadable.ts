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

/** The same for what the file system says; anything else comes back as it is. */
export function explainReadError(error: unknown): unknown {
  const code = errorCode(error);
  if (code === null) return error;
  return new PageUnreadable(code === 'ENOENT' ? 'the file is gone' : `the file cannot be opened (${code})`);
}
