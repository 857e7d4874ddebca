import { UserError } from '../domain/userError.ts';
import { checkedName } from '../executor/planBatch.ts';

/** The batch that a command names in place of an exam; `null` when it names none. */
export function batchNamed({ batch, assignment }: { batch?: string; assignment?: string }): string | null {
  if (batch === undefined) return null;
  if (assignment === undefined) return checkedName(batch);
  throw new UserError(
    'wrong-usage',
    '--batch names a batch and --assignment an exam.',
    'Leave out one of the two.',
  );
}
