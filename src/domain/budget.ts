import { dollars } from './cost.ts';
import { offlineFlag } from './endpoint.ts';
import { Pipeline } from './identity.ts';
import { pausedByHand } from './progress.ts';
import { shellWord } from './shellWord.ts';

const start = 'budget of ';

/** Why a run pauses at its budget. No zod here: workflows load this file. */
export const budgetReached = (budgetUsd: number, spentUsd: number, nextUsd: number): string =>
  `${start}${dollars(budgetUsd)} reached: spent ${dollars(spentUsd)}, and the next call may cost up to ${dollars(nextUsd)}`;

export const isBudgetReached = (reason: string | null): boolean => reason?.startsWith(start) === true;

interface PausedRun {
  pipeline: string;
  assignment: string;
  /** Base URL, or `offline`; `null` or absent where it is not known. */
  endpoint?: string | null;
}

/** What a person does about a pause. */
export function howToGoOn(
  { pipeline, assignment, endpoint = null }: PausedRun,
  reason: string | null,
): string {
  const name = shellWord(assignment);
  if (pipeline === Pipeline.runBatch) return howToGoOnWithBatch(name, reason);
  const command = `aita resume --assignment ${name}${offlineFlag(endpoint)}`;
  if (isBudgetReached(reason)) return `${command} --budget N (N: US dollars for all its runs together)`;
  return reason === pausedByHand ? command : `mend the cause, then: ${command}`;
}

/** Only its file or its program knows where a batch's results go. */
function howToGoOnWithBatch(name: string, reason: string | null): string {
  const again = 'the same aita batch, or the program that started it, again';
  if (isBudgetReached(reason)) return `${again}, with a higher budget`;
  if (reason !== pausedByHand) return `mend the cause, then ${again}`;
  return `aita resume --batch ${name} while a process works on it; else ${again}`;
}
