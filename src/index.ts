/** Batches of model calls for programs; `docs/parallel_execution_guide.md` shows how. */
export { createExecutor, type ExecutorOptions } from './executor/createExecutor.ts';
export type { ExecuteOptions, Executor, StartOptions } from './executor/executor.ts';
export type { BatchHandle } from './executor/batchHandle.ts';
export {
  TaskError,
  type BatchMetrics,
  type BatchResult,
  type ResultsOf,
  type TaskResult,
} from './executor/batchResult.ts';
export {
  SimpleLLMTask,
  VisionLLMTask,
  type SimpleTaskOptions,
  type VisionTaskOptions,
} from './executor/llmTasks.ts';
export { defineTask, type TaskFamily, type TaskMaker } from './executor/defineTask.ts';
export {
  createAnswerKeyTasks,
  createRubricTasks,
  type ExamQuestion,
  type ExamTaskOptions,
} from './executor/answerKeyTasks.ts';
export type { SchemaReading, Task, TaskImage, TaskOptions, TextReading, ValueOf } from './executor/task.ts';
export type { BatchProgress } from './domain/batch.ts';
export type { Usage } from './domain/cost.ts';
export { UserError } from './domain/userError.ts';
