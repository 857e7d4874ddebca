import type { Plan } from './plan.ts';

/** What a batch of a program or of `aita batch` is to do. No zod here: workflows load this file. */
export interface BatchPlan extends Plan {
  pipeline: 'runBatch';
}

/** One request of a batch as it lies in the store; nothing of it is ever in the engine. */
export interface PlannedTask {
  /** The task's id; of one that is asked several times, with the number of the sample. */
  item: string;
  model: string;
  messages: { role: 'system' | 'user' | 'assistant'; content: PlannedPart[] }[];
  schema: PlannedSchema | null;
  /** `null`: the model's own. */
  temperature: number | null;
  maxOutputTokens: number;
  sample: number;
}

/** A text, the digest of one that many tasks share, or an image. */
export type PlannedPart = { text: string } | { shared: string } | { image: PlannedImage };

export interface PlannedSchema {
  name: string;
  /** Digest of the JSON schema's text. */
  shared: string;
}

export interface PlannedImage {
  /** Absolute, or relative to the data folder. */
  path: string;
  bytes: number;
  mtimeMs: number;
}

/** What the engine is told of a task: its place in the plan, and the start of its id for the Web UI. */
export interface TaskRef {
  position: number;
  name: string;
}

/** Why a run is paused that a person or a program asked to pause begins so; any other reason is the provider's. */
export const askedToPause = 'asked to';

/** How the tasks of a batch stand. */
export interface BatchProgress {
  /** The batch's name. */
  name: string;
  state: 'running' | 'paused' | 'done' | 'cancelled';
  /** Why it is paused, else `null`. */
  reason: string | null;
  /** Requests: a task with `sample: 3` is three. */
  total: number;
  done: number;
  failed: number;
  /** Part of `done`: answered without a call of this execution. */
  reused: number;
  /** US dollars of this execution's calls; `null` when a call's price is not known. */
  costUsd: number | null;
}
