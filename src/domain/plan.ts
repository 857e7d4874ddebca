import type { Box } from './exam.ts';

/** What every pipeline's plan holds besides its own options. No zod here: workflows load this file. */
export interface Plan {
  pipeline: string;
  assignment: string;
  /** The assignment's folder, relative to the data folder. */
  folder: string;
  /** Base URL, or `offline`. */
  endpoint: string;
  model: string;
  promptVersion: string;
  /** `false`: replies from before this run are bought again (`--no-reuse`). */
  reuse: boolean;
  /** Overwrite result files a person has edited (`--force`). */
  force: boolean;
  /** Ask again for items that failed in an earlier run. */
  retryFailed: boolean;
  /** Tries after the first for failures of an item itself. */
  maxRetries: number;
}

export interface TranscribePlan extends Plan {
  pipeline: 'transcribe';
  /** Ask the model about blank pages too. */
  sendBlank: boolean;
  /** Painted over before a page is sent; `null`: pages go out as they are. */
  mask: (Box & { pages: number[] }) | null;
}

/** One page to read. The path names the student's folder, so it stays in the store and never enters the engine. */
export interface PlannedPage {
  student: string;
  page: number;
  /** Relative to the data folder, with `/`. */
  path: string;
  bytes: number;
  mtimeMs: number;
}

/** What the engine is told of a page. */
export interface PageRef {
  student: string;
  page: number;
}

/** An item's name in outcomes, reports and failures. */
export const pageItem = ({ student, page }: PageRef): string => `${student} page ${page}`;

export interface RubricPlan extends Plan {
  pipeline: 'generateRubric';
  exam: string;
}

/** A question as the prompts see it. */
export interface PlannedQuestion {
  id: string;
  text: string;
  points: number;
  kind: string;
  /** The instructor's words for this question, else the general ones; `null` without any. */
  instructions: string | null;
  /** The instructor's own criteria: used as they stand, no call is made for a rubric. */
  criteria:
    | { id: string; description: string; points: number; partly: { points: number; when: string } | null }[]
    | null;
}

export const keyItem = (question: string): string => `question ${question} answer key`;
export const rubricItem = (question: string): string => `question ${question} rubric`;
