import { howToGoOn, isBudgetReached } from '../domain/budget.ts';
import { pausedByHand } from '../domain/progress.ts';
import { afterFailures, askingNone, batchAfterFailures } from './afterFailures.ts';
import type { ClassProgress } from './classProgress.ts';
import { commandName } from './commandName.ts';
import type { LiveWorker } from '../store/workers.ts';
import { namesOf } from './leaveRun.ts';
import type { RunResult } from './output.ts';
import { restOfClass } from './restOfClass.ts';
import { shellWord } from '../domain/shellWord.ts';

export interface NextScene {
  /** `false` with AITA_ENABLE_CHECKPOINTING=false. */
  keeps: boolean;
  /** Workers that go on with an interrupted run. */
  carriers: LiveWorker[];
  /** Why it is paused. */
  reason: string | null;
  /** `false` with AITA_RETRY_FAILED_TASKS=false. */
  retriesFailed: boolean;
  /** Failed items whose file cannot be read. */
  unreadable: number;
  /** Base URL of the run's model, or `offline`; `null` when it is not known. */
  endpoint: string | null;
  /** How far the class of an exam is; `null` of other runs than `transcribe`. */
  students: ClassProgress | null;
}

/** What to type after a run. */
export function nextLines(result: RunResult, scene: NextScene): string[] {
  const { status, pipeline, assignment } = result;
  if (pipeline === 'runBatch') return nextOfBatch(status, scene);
  const name = shellWord(assignment ?? '');
  const own = commandName(pipeline ?? '');
  const command = `aita ${own} --assignment ${name}`;
  const { endpoint } = scene;
  const rest = restOfClass({ assignment: assignment ?? '', endpoint }, scene.students);
  if (status === 'done') return rest ?? [`Next: aita report --assignment ${name}`];
  if (status === 'cancelled' && result.done === result.total)
    return [`All of it was done before the cancel. Next: aita report --assignment ${name}`];
  if (!scene.keeps)
    return [
      'Its replies were not kept (AITA_ENABLE_CHECKPOINTING=false).',
      `To begin anew, and pay again: ${command}`,
    ];
  if (status === 'partial') return [...afterPartial(result, scene), ...(rest ?? [])];
  if (status === 'paused') {
    const run = { pipeline: pipeline ?? '', assignment: assignment ?? '', endpoint };
    return [`To go on: ${howToGoOn(run, scene.reason)}`];
  }
  if (status === 'interrupted' && scene.carriers.length > 0)
    return [
      `The run goes on in ${namesOf(scene.carriers)}. To stop it: aita pause --assignment ${name}`,
      `To watch it again: ${command}, with the same options`,
    ];
  return [`To go on: ${command}, with the same options (nothing paid is asked again)`];
}

function afterPartial(result: RunResult, { endpoint, unreadable, retriesFailed }: NextScene): string[] {
  const { pipeline, assignment, failed } = result;
  const run = { pipeline: pipeline ?? '', assignment: assignment ?? '', endpoint };
  return afterFailures({ ...run, failed: failed ?? 0, unreadable }, retriesFailed);
}

/** A batch has no folder of its own; its file is its name. */
function nextOfBatch(
  status: RunResult['status'],
  { reason, retriesFailed, unreadable }: NextScene,
): string[] {
  if (status === 'done') return [];
  if (status === 'partial') {
    const where = retriesFailed ? 'again' : `without ${askingNone}`;
    const again = `the same command ${where} (asks only the failed tasks again)`;
    return [`Next: ${batchAfterFailures(again, unreadable)}`];
  }
  if (status === 'paused' && isBudgetReached(reason))
    return ['To go on: the same command again with --budget N (N: US dollars for all its runs together)'];
  if (status === 'paused' && reason !== pausedByHand)
    return ['To go on: mend the cause, then the same command again'];
  return ['To go on: the same command again (nothing paid is asked again)'];
}
