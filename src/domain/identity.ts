/**
 * Every name the engine sees, made in one place: task queues, workflow types and ids, search attributes.
 * None of them may carry a student's name. No zod here: workflows load this file.
 */
export const Pipeline = {
  transcribe: 'transcribe',
  generateRubric: 'generateRubric',
  runBatch: 'runBatch',
} as const;
export type Pipeline = (typeof Pipeline)[keyof typeof Pipeline];

/** How commands name a run of this pipeline: a batch has no exam. */
export const nameOption = (pipeline: string): '--batch' | '--assignment' =>
  pipeline === Pipeline.runBatch ? '--batch' : '--assignment';

export const costLedgerType = 'costLedger';

/** Workflows and file steps of one data folder; `folder` is the id in its `course.json`. */
export const taskQueue = (folder: string): string => `aita:${folder}`;

/** Model steps of one folder and provider: a worker with another key or `--offline` never takes them. */
export const modelTaskQueue = (folder: string, provider: string): string =>
  `aita-model:${folder}:${provider}`;

export const workflowId = (pipeline: Pipeline, assignment: string, folder: string): string =>
  `${pipeline}:${assignment}:${folder}`;

export const ledgerId = (folder: string): string => `cost-ledger:${folder}`;

export const SearchAttribute = { assignment: 'AitaAssignment', pipeline: 'AitaPipeline' } as const;

/** Sent by a step that closed its run's gate. */
export const pausedSignalName = 'paused';

/** Sent by the command that saw its run pause, once no call is in flight. */
export const writeResultsName = 'writeResults';

/** Books a range of the journal in the ledger; sent by a step and by commands. */
export const postSpendName = 'postSpend';
export const spendQueryName = 'spend';
