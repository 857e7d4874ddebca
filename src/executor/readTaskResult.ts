import { noUsage, addUsage } from '../domain/cost.ts';
import { readReply as readWhole } from '../llm/readReply.ts';
import type { Outcome } from '../store/outcomes.ts';
import { readReply } from '../store/replies.ts';
import { usageOfItem } from '../store/spend.ts';
import type { Store } from '../store/store.ts';
import { TaskError, type TaskResult } from './batchResult.ts';
import type { Task } from './task.ts';

export type TimedOutcome = Outcome & { at: number };

export interface ReadingOptions {
  store: Store;
  run: string;
  /** When this execution began, ms since 1970: what was there before is reused. */
  since: number;
}

/** A task's result from the outcomes of its requests; `null` where one was never settled. */
export async function readTaskResult(
  { store, run, since }: ReadingOptions,
  task: Task<unknown>,
  outcomes: readonly (TimedOutcome | null)[],
): Promise<TaskResult<unknown>> {
  const settled = outcomes.filter((outcome) => outcome !== null);
  const facts = {
    taskId: task.taskId,
    usage: settled.map(({ item }) => usageOfItem(store.quick, run, item, since)).reduce(addUsage, noUsage),
    reused: settled.length > 0 && settled.every(({ reused, at }) => reused || at < since),
  };
  const fail = (error: TaskError): TaskResult<unknown> => ({ ...facts, value: null, error });
  const failure = failureOf(task.taskId, outcomes);
  if (failure) return fail(failure);
  const replies = settled.map(({ ref }) => textOf(store, ref));
  if (!allThere(replies)) return fail(new TaskError(task.taskId, 'call', damaged));
  try {
    return { ...facts, value: await task.read(replies), error: null };
  } catch (error) {
    return fail(new TaskError(task.taskId, 'parse', messageOf(error), { cause: error }));
  }
}

const damaged = 'The stored reply is gone or damaged; run the batch again.';

function failureOf(taskId: string, outcomes: readonly (TimedOutcome | null)[]): TaskError | null {
  const failed = outcomes.find((outcome) => outcome?.status === 'failed');
  if (failed) {
    const which = outcomes.length > 1 ? `${failed.item}: ` : '';
    return new TaskError(taskId, 'call', `${which}${failed.reason ?? 'failed'}`);
  }
  if (!outcomes.includes(null)) return null;
  return new TaskError(taskId, 'cancelled', 'The batch was cancelled before this task had its reply.');
}

function textOf(store: Store, ref: string | null): string | null {
  const stored = ref === null ? null : readReply(store.durable, ref);
  if (!stored) return null;
  const reading = readWhole(stored.reply, (text) => ({ ok: true, value: text }));
  return reading.ok ? reading.value : null;
}

const allThere = (replies: (string | null)[]): replies is string[] => !replies.includes(null);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
