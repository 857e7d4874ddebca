import type { Usage } from '../domain/cost.ts';
import type { ItemFailure } from '../domain/progress.ts';
import type { UserError } from '../domain/userError.ts';
import type { Io } from './io.ts';
import type { KeptFile } from './keptFiles.ts';

export type RunStatus = 'done' | 'partial' | 'paused' | 'cancelled' | 'interrupted' | 'running' | 'error';

/** What a command that runs a pipeline prints with `--json`. `null` is unknown, never zero. */
export interface RunResult {
  pipeline: string | null;
  assignment: string | null;
  workflowId: string | null;
  runId: string | null;
  status: RunStatus;
  total: number | null;
  done: number | null;
  failed: number | null;
  reused: number | null;
  /** Blank pages, part of `done`. */
  blank: number | null;
  usage: Usage | null;
  elapsedMs: number | null;
  /** Paths of the files written. */
  outputs: string[];
  /** Result files that were left as they were. */
  kept: KeptFile[];
  failures: ItemFailure[];
  /** Why, when `status` is `error`. */
  error?: { code: string; message: string; hint: string };
}

/** Prints the one object of `--json`: a `RunResult`, or the object of a command that only looks. */
export const printJson = (io: Io, result: object): void => io.data(JSON.stringify(result, null, 2));

/** The object for a command that could not do its work; `command` as typed, e.g. `generate-rubric`. */
export const errorResult = (
  command: string | null,
  { code, message, hint }: Pick<UserError, 'code' | 'message' | 'hint'>,
): RunResult => ({
  ...resultWithoutRun('error', { pipeline: command, assignment: null }),
  error: { code, message, hint },
});

/** The object for a run that never began. */
export function resultWithoutRun(
  status: RunStatus,
  { pipeline, assignment }: Pick<RunResult, 'pipeline' | 'assignment'>,
): RunResult {
  return {
    pipeline,
    assignment,
    workflowId: null,
    runId: null,
    status,
    total: null,
    done: null,
    failed: null,
    reused: null,
    blank: null,
    usage: null,
    elapsedMs: null,
    outputs: [],
    kept: [],
    failures: [],
  };
}
