import { ApplicationFailure } from '@temporalio/activity';
import type { Failure } from '../domain/failures.ts';

/** The item failed for good: it is listed with this reason. */
export const finalFailure = (type: Failure, message: string): ApplicationFailure =>
  ApplicationFailure.create({ type, message, nonRetryable: true });

/** The engine tries again after `delayMs`; expected, so not an error in the worker's log. */
export const retryLater = (
  type: Failure | 'WorkerStopping',
  message: string,
  delayMs: number,
): ApplicationFailure =>
  ApplicationFailure.create({
    type,
    message,
    nextRetryDelay: Math.max(Math.round(delayMs), 1),
    category: 'BENIGN',
  });
