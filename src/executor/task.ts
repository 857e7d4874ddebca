import type { z } from 'zod';

/** An image: the path of a file (relative ones mean the program's working folder), or its bytes. */
export type TaskImage = string | Uint8Array;

/** A text or an image of a message. */
export type TaskPart = { text: string } | { image: TaskImage };

export interface TaskMessage {
  role: 'system' | 'user' | 'assistant';
  content: TaskPart[];
}

/** What a model is asked; equal requests are one request, and are paid once. */
export interface TaskRequest {
  messages: TaskMessage[];
  /** JSON schema of the reply, and its name for the provider; `null`: the reply is text. */
  schema: { name: string; json: Record<string, unknown> } | null;
  /** `null`: the executor's. */
  model: string | null;
  /** `null`: the model's own. */
  temperature: number | null;
  /** Longest reply, in tokens. */
  maxOutputTokens: number;
}

/** One thing to ask a model, and how its reply becomes a value of type `T`. */
export interface Task<out T> {
  /** Unique in its batch. */
  readonly taskId: string;
  readonly request: TaskRequest;
  /** How often the request is asked; each time is paid. */
  readonly samples: number;
  /** Makes the value of the stored replies, one per sample; throws when it cannot. Runs in the caller's process. */
  readonly read: (replies: readonly string[]) => Promise<T>;
}

/** What a task's value is. */
export type ValueOf<T> = T extends Task<infer V> ? V : never;

/** Options of every kind of task. */
export interface TaskOptions {
  /** 1 to 200 characters, unique in its batch. It is shown in the engine's Web UI: no place for secrets. */
  taskId: string;
  /** Goes first, so that a provider's prompt cache can hold it. */
  system?: string;
  /** Name of the model; by default the executor's. */
  model?: string;
  /** By default the model's own. */
  temperature?: number;
  /** Longest reply, in tokens; a reply cut off there is a failure. Default 8000. */
  maxOutputTokens?: number;
}

/** How a reply is read. `N` is a number when the same request is asked several times. */
export interface SchemaReading<S extends z.ZodType, T, N> {
  /**
   * The reply's form, a `z.object`. It travels as JSON schema: replies are checked against it where the call is made,
   * and asked again with the reason, at most twice. Transforms and refinements run in the caller's process.
   */
  schema: S;
  /** Runs in the caller's process on the stored reply. When it throws, the task failed; the reply is kept and not paid again. */
  parseFn?: (value: z.output<S>) => T | Promise<T>;
  /** Asks the same request so many times on purpose; the value is the list of all. */
  sample?: N;
}

export interface TextReading<T, N> {
  schema?: undefined;
  /** The same for a reply that is text. */
  parseFn?: (text: string) => T | Promise<T>;
  sample?: N;
}

/** The value of a task: a list when it is asked several times. */
export type Sampled<T, N> = [N] extends [number] ? T[] : T;

export const defaultMaxOutputTokens = 8000;
