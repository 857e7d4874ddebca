import type { Usage } from '../domain/cost.ts';
import type { Task, ValueOf } from './task.ts';

/** Why a task has no value. The message is the reason in words. */
export class TaskError extends Error {
  readonly taskId: string;
  /**
   * `call`: no usable reply came (refused, wrong form after asking again, errors beyond the retries). `parse`: the
   * reply is kept, and `parseFn` or the schema's own rules threw; `cause` is what was thrown. `cancelled`: not asked.
   */
  readonly phase: 'call' | 'parse' | 'cancelled';

  constructor(taskId: string, phase: TaskError['phase'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TaskError';
    this.taskId = taskId;
    this.phase = phase;
  }
}

/** What became of one task: `error` is `null` exactly when there is a value. */
export type TaskResult<T> = {
  taskId: string;
  /** What this execution's calls for it used; a reused one used nothing. */
  usage: Usage;
  /** Its replies were there before: no call of this execution. */
  reused: boolean;
} & ({ value: T; error: null } | { value: null; error: TaskError });

/** The results of a list of tasks: in its order, each typed by its task. */
export type ResultsOf<Tasks extends readonly Task<unknown>[]> = {
  -readonly [K in keyof Tasks]: TaskResult<ValueOf<Tasks[K]>>;
};

export interface BatchMetrics {
  /** Tasks finished a second, reused ones not counted; 0 when none was asked. */
  throughput: number;
  /** Seconds a task's calls took on average, from leaving the limiter to the answer; `null` when none was asked. */
  avgTaskTime: number | null;
  /** Seconds from the start of this execution, the engine being up, to the last outcome; of a batch that is only watched, from its
   * first outcome. */
  elapsed: number;
}

export interface BatchResult<Results> {
  /** The batch's name: what was given as `checkpointName`, or made of the tasks. */
  name: string;
  /** `partial`: at least one task has an error. */
  status: 'done' | 'partial' | 'cancelled';
  results: Results;
  total: number;
  succeeded: number;
  failed: number;
  /** Part of `succeeded` and `failed`: tasks whose replies were there before. */
  reused: number;
  /** Percent of the tasks that have a value, 0 to 100. */
  successRate: number;
  metrics: BatchMetrics;
  /** Of this execution's calls, failed ones included. */
  usage: Usage;
}
