import { offlineFlag } from '../domain/endpoint.ts';
import { shellWord } from '../domain/shellWord.ts';
import { commandName } from './commandName.ts';

export interface FailedRun {
  pipeline: string;
  assignment: string;
  /** Base URL of its model, or `offline`; `null` when it is not known. */
  endpoint: string | null;
  failed: number;
  /** Failed items whose file cannot be read: asking again mends none of them. */
  unreadable: number;
}

/** What to type after a run of an exam that has failures; `retriesFailed` is `false` with AITA_RETRY_FAILED_TASKS=false. */
export function afterFailures(run: FailedRun, retriesFailed: boolean): string[] {
  const { pipeline, failed, unreadable } = run;
  const [own, exam] = [commandName(pipeline), `--assignment ${shellWord(run.assignment)}`];
  // The pipeline's own command would need the options of this run.
  const retry = `aita retry-failed ${exam} --pipeline ${own}${offlineFlag(run.endpoint)} (asks only the failed items again)`;
  const setting = retriesFailed ? '' : ` and without ${askingNone}`;
  const again = `aita ${own} ${exam}, with the same options${setting} (nothing paid is asked again)`;
  if (unreadable === 0) return [`Next: ${retry}`];
  if (unreadable >= failed) return [`Next: replace the files that cannot be read, then: ${again}`];
  return [`Next: ${retry}`, `For the files that cannot be read: replace them, then: ${again}`];
}

/** The same for a batch, by the command or program that started it: one step for all of its failures. */
export function batchAfterFailures(again: string, unreadable: number): string {
  return unreadable === 0 ? again : `replace the images that cannot be read, then ${again}`;
}

export const askingNone = 'AITA_RETRY_FAILED_TASKS=false';
