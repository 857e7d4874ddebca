import type { z } from 'zod';
import { makeTask, type AnyReading } from './makeTask.ts';
import type { SchemaReading, Task, TaskImage, TaskOptions, TextReading } from './task.ts';

/** What all tasks of a family have in common. */
export interface TaskFamily<Input> extends Omit<TaskOptions, 'taskId'> {
  /** Letters, digits, `_` and `-`; the provider sees it as the name of the schema. */
  name: string;
  /** The part of the request that differs from task to task. */
  prompt: (input: Input) => string;
  /** Images of one task, as `VisionLLMTask` takes them. */
  images?: (input: Input) => readonly TaskImage[];
}

/** Makes one task of the family. */
export type TaskMaker<Input, T> = (taskId: string, input: Input) => Task<T>;

/**
 * Defines a family of tasks once: one prompt over a typed input, one schema, one way to read the reply.
 * @throws UserError `bad-schema`; the maker `bad-task-id`.
 */
export function defineTask<Input, S extends z.ZodType, T = z.output<S>>(
  family: TaskFamily<Input> & Omit<SchemaReading<S, T, undefined>, 'sample'>,
): TaskMaker<Input, NoInfer<T>>;
export function defineTask<Input, T = string>(
  family: TaskFamily<Input> & Omit<TextReading<T, undefined>, 'sample'>,
): TaskMaker<Input, NoInfer<T>>;
export function defineTask(
  family: TaskFamily<unknown> & Omit<AnyReading, 'sample'>,
): TaskMaker<unknown, unknown> {
  const { name, prompt, images, ...common } = family;
  return (taskId, input) => {
    const shown = (images?.(input) ?? []).map((image) => ({ image }));
    return makeTask({ ...common, taskId, schemaName: name }, [...shown, { text: prompt(input) }]);
  };
}
