import type { TaskResult } from '../executor/batchResult.ts';

/** A line of results: `{ id, value, reused }`, or `{ id, error }`. */
export const resultLine = ({ taskId: id, value, error, reused }: TaskResult<unknown>): string =>
  JSON.stringify(error === null ? { id, value, reused } : { id, error: error.message });
