import { Failure } from '../domain/failures.ts';

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
