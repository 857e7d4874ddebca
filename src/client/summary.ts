import type { Progress } from '../domain/progress.ts';
import { ExitCode } from '../domain/userError.ts';
import { readOutcomes } from '../store/outcomes.ts';
import { usageOfRun } from '../store/spend.ts';
import { printJson, type RunResult, type RunStatus } from './output.ts';
import type { Session } from './session.ts';
import type { PlannedRun, StartedRun } from './startRun.ts';
import type { Ending } from './watchRun.ts';

export interface Finished {
  planned: PlannedRun;
  started: StartedRun;
  ending: Ending;
  progress: Progress | null;
  startedMs: number;
  /** Paths of the result files, relative to the working folder. */
  outputs: string[];
}

const exitCodes: Record<RunStatus, ExitCode> = {
  done: ExitCode.done,
  partial: ExitCode.partial,
  paused: ExitCode.paused,
  cancelled: ExitCode.interrupted,
  interrupted: ExitCode.interrupted,
  running: ExitCode.done,
  error: ExitCode.unexpected,
};

export const exitCodeOf = (status: RunStatus): ExitCode => exitCodes[status];

export function statusOf(ending: Ending, progress: Progress | null): RunStatus {
  if (ending === 'completed') return progress !== null && progress.failed > 0 ? 'partial' : 'done';
  if (ending === 'failed' || ending === 'terminated') return 'error';
  return ending;
}

/** What came of the run, from the store: it is true even where no worker answered at the end. */
export function resultOf({ store }: Session, finished: Finished): RunResult {
  const { planned, started, ending, progress } = finished;
  const { runId } = started;
  const failures = readOutcomes(store.quick, started.handle.workflowId)
    .filter((outcome) => outcome.run === runId && outcome.status === 'failed')
    .map(({ item, reason }) => ({ item, reason: reason ?? 'unknown' }));
  return {
    pipeline: planned.pipeline,
    assignment: planned.plan.assignment,
    workflowId: started.handle.workflowId,
    runId,
    status: statusOf(ending, progress),
    total: planned.total,
    done: progress?.done ?? null,
    failed: progress?.failed ?? null,
    reused: progress?.reused ?? null,
    usage: usageOfRun(store.quick, runId),
    elapsedMs: Date.now() - finished.startedMs,
    outputs: finished.outputs,
    failures,
  };
}

export function printResult(
  { io }: Session,
  result: RunResult,
  progress: Progress | null,
  asJson: boolean,
): void {
  if (asJson) printJson(io, result);
  else io.out(resultLines(result, progress).join('\n'));
}

function resultLines(result: RunResult, progress: Progress | null): string[] {
  const { status, done, total, failed, reused, usage, elapsedMs, failures, outputs } = result;
  const blank = progress?.blank ?? 0;
  const calls = `${usage?.calls ?? 0} calls, ${reused ?? 0} from the store${blank ? `, ${blank} blank` : ''}`;
  return [
    `${words[status]}: ${done ?? 'unknown'} of ${total} done, ${failed ?? 'unknown'} failed (${calls}) in ${seconds(elapsedMs)}`,
    `Cost: ${usage === null || usage.costUsd === null ? 'unknown (a call without a known price)' : `$${usage.costUsd.toFixed(4)}`}, ${usage?.inputTokens ?? 0} tokens in, ${usage?.outputTokens ?? 0} out`,
    ...failures.slice(0, shownFailures).map(({ item, reason }) => `Failed: ${item}: ${reason}`),
    ...(failures.length > shownFailures
      ? [`… and ${failures.length - shownFailures} more failed (aita report lists them)`]
      : []),
    ...outputs.map((path) => `Results: ${path}`),
  ];
}

const shownFailures = 10;

const words: Record<RunStatus, string> = {
  done: 'Done',
  partial: 'Finished with failures',
  paused: 'Paused',
  cancelled: 'Cancelled',
  interrupted: 'Stopped',
  running: 'Running',
  error: 'Failed',
};

const seconds = (ms: number | null): string => `${((ms ?? 0) / 1000).toFixed(1)} s`;
