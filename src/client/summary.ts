import { counted } from '../domain/counted.ts';
import { Pipeline } from '../domain/identity.ts';
import { shellWord } from '../domain/shellWord.ts';
import { ExitCode } from '../domain/userError.ts';
import { countOutcomes, readOutcomes } from '../store/outcomes.ts';
import { classProgress } from './classProgress.ts';
import { countUnreadable } from '../store/unreadable.ts';
import { knownSpendOfRun, usageOfRun, type KnownSpend } from '../store/spend.ts';
import { keptFiles, keptLines } from './keptFiles.ts';
import type { LiveWorker } from '../store/workers.ts';
import { spentLines } from './budgetLines.ts';
import { printJson, type RunResult, type RunStatus } from './output.ts';
import { endpointOfJob } from './planOfJob.ts';
import type { Session } from './session.ts';
import { exactDollars, spendInWords, unknownSpendInWords } from './spendInWords.ts';
import { nextLines } from './nextLines.ts';
import type { PlannedRun, StartedRun } from '../executor/startRun.ts';
import type { Ending } from '../executor/watchRun.ts';

export interface Finished {
  planned: PlannedRun;
  started: StartedRun;
  ending: Ending;
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

export function statusOf(ending: Ending, failed: number): RunStatus {
  if (ending === 'completed') return failed > 0 ? 'partial' : 'done';
  if (ending === 'failed' || ending === 'terminated') return 'error';
  return ending;
}

/** What came of the run, from the store: it is true even where no worker answered at the end. */
export function resultOf(session: Session, finished: Finished): RunResult {
  const { store } = session;
  const { planned, started, ending } = finished;
  const { runId } = started;
  const job = started.handle.workflowId;
  const { done, failed, reused, blank } = countOutcomes(store.quick, job, runId);
  const failures = readOutcomes(store.quick, job)
    .filter((outcome) => outcome.run === runId && outcome.status === 'failed')
    .map(({ item, reason }) => ({ item, reason: reason ?? 'unknown' }));
  return {
    pipeline: planned.pipeline,
    assignment: planned.plan.assignment,
    workflowId: job,
    runId,
    status: statusOf(ending, failed),
    total: planned.steps,
    done,
    failed,
    reused,
    blank,
    usage: usageOfRun(store.quick, runId),
    elapsedMs: Date.now() - finished.startedMs,
    outputs: finished.outputs,
    kept: keptFiles(session, planned),
    failures,
  };
}

export interface ResultNotes {
  /** Why it was paused. */
  reason: string | null;
  /** Workers that go on with an interrupted run. */
  carriers: LiveWorker[];
}

export async function printResult(
  session: Session,
  result: RunResult,
  { reason, carriers }: ResultNotes,
  asJson: boolean,
): Promise<void> {
  const { io, folder } = session;
  if (asJson) printJson(io, result);
  else
    io.out(
      [
        ...resultLines(result, reason, knownSpendOfRun(session.store.quick, result.runId ?? '')),
        ...spentLines(session, result),
        ...nextLines(result, {
          keeps: session.store.keeps,
          retriesFailed: session.config.retryFailedTasks,
          unreadable: countUnreadable(session.store.quick, result.workflowId ?? '', result.runId ?? ''),
          endpoint: endpointOfJob(session.store, result.workflowId ?? ''),
          carriers,
          reason,
          students: await classProgress(folder, result),
        }),
      ].join('\n'),
    );
}

function resultLines(result: RunResult, reason: string | null, spend: KnownSpend): string[] {
  const { status, done, total, failed, usage, elapsedMs, failures, outputs, kept } = result;
  return [
    `${words[status]}: ${done} of ${total} done, ${failed} failed (${callsOf(result)}) in ${seconds(elapsedMs)}`,
    ...(reason === null ? [] : [`Why: ${reason}`]),
    `Cost: ${costOf(spend)}, ${usage?.inputTokens ?? 0} tokens in, ${usage?.outputTokens ?? 0} out`,
    ...failures.slice(0, shownFailures).map(({ item, reason: why }) => `Failed: ${item}: ${why}`),
    ...(failures.length > shownFailures
      ? [`… and ${failures.length - shownFailures} more failed; ${whereFailuresAre(result)}`]
      : []),
    ...outputs.map((path) => `Results: ${path}`),
    ...keptLines(kept),
  ];
}

function whereFailuresAre({ pipeline, assignment, status }: RunResult): string {
  if (pipeline !== Pipeline.runBatch)
    return `for all of them: aita report --assignment ${shellWord(assignment ?? '')}`;
  return status === 'partial' ? 'the results list them' : '--json lists them';
}

function callsOf({ usage, reused, blank }: RunResult): string {
  const parts = [counted(usage?.calls ?? 0, 'call'), `${reused ?? 0} from the store`];
  return (blank ? [...parts, `${blank} blank`] : parts).join(', ');
}

function costOf(spend: KnownSpend): string {
  const why = unknownSpendInWords(spend);
  return `${spendInWords(spend, exactDollars)}${why === null ? '' : ` (${why})`}`;
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
