import type { z } from 'zod';
import { makeTask, type AnyReading } from './makeTask.ts';
import type { Sampled, SchemaReading, Task, TaskImage, TaskOptions, TaskPart, TextReading } from './task.ts';

export interface SimpleTaskOptions extends TaskOptions {
  prompt: string;
}

/**
 * A prompt, and a reply that is text or, with `schema`, an object of that form.
 * @throws UserError `bad-task-id`, `bad-schema`, `bad-sample`.
 */
export function SimpleLLMTask<S extends z.ZodType, T = z.output<S>, N extends number | undefined = undefined>(
  options: SimpleTaskOptions & SchemaReading<S, T, N>,
): Task<Sampled<NoInfer<T>, NoInfer<N>>>;
export function SimpleLLMTask<T = string, N extends number | undefined = undefined>(
  options: SimpleTaskOptions & TextReading<T, N>,
): Task<Sampled<NoInfer<T>, NoInfer<N>>>;
export function SimpleLLMTask(options: SimpleTaskOptions & AnyReading): Task<unknown> {
  return makeTask(options, [{ text: options.prompt }]);
}

export interface VisionTaskOptions extends SimpleTaskOptions {
  /**
   * Sent before the prompt, in this order: PNG, JPEG, WebP, GIF or TIFF, at most 50 MB each. They go out upright, not
   * larger than a model looks at, and without what a camera noted in them.
   */
  images: readonly TaskImage[];
}

/**
 * The same with images. A file that changes between start and call fails its task.
 * @throws UserError `bad-task-id`, `bad-schema`, `bad-sample`.
 */
export function VisionLLMTask<S extends z.ZodType, T = z.output<S>, N extends number | undefined = undefined>(
  options: VisionTaskOptions & SchemaReading<S, T, N>,
): Task<Sampled<NoInfer<T>, NoInfer<N>>>;
export function VisionLLMTask<T = string, N extends number | undefined = undefined>(
  options: VisionTaskOptions & TextReading<T, N>,
): Task<Sampled<NoInfer<T>, NoInfer<N>>>;
export function VisionLLMTask(options: VisionTaskOptions & AnyReading): Task<unknown> {
  const images: TaskPart[] = options.images.map((image) => ({ image }));
  return makeTask(options, [...images, { text: options.prompt }]);
}
