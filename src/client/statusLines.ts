import { counted } from '../domain/counted.ts';
import { howToGoOn } from '../domain/budget.ts';
import { clockTime } from '../domain/clockTime.ts';
import { offlineFlag } from '../domain/endpoint.ts';
import { Pipeline } from '../domain/identity.ts';
import { shellWord } from '../domain/shellWord.ts';
import type { Usage } from '../domain/cost.ts';
import { holdInWords, limitsInWords, type LimitsInForce } from '../domain/limitsInWords.ts';
import type { Progress } from '../domain/progress.ts';
import type { OutcomeCounts } from '../store/outcomes.ts';
import type { KnownSpend } from '../store/spend.ts';
import { afterFailures, batchAfterFailures } from './afterFailures.ts';
import type { ClassProgress } from './classProgress.ts';
import { commandName } from './commandName.ts';
import { noWorkerCalls } from './missingWorker.ts';
import { restOfClass } from './restOfClass.ts';
import type { KnownRun } from './runsOf.ts';
import { exactDollars, spendInWords } from './spendInWords.ts';
import type { StepInFlight } from './stepsInFlight.ts';

export interface RunStatusReport extends KnownRun {
  /** Base URL of its model, or `offline`; `null` when the store does not know its plan. */
  endpoint: string | null;
  /** Of an open run that a worker answers for. */
  progress: Progress | null;
  /** Whether some worker carries it; `null` of a run that is over. */
  hasWorker: boolean | null;
  /** How far the class of an exam is; `null` of other runs than `transcribe`. */
  students: ClassProgress | null;
  /** Items by outcome, from the store. */
  outcomes: OutcomeCounts;
  /** Those of the failed items whose file cannot be read. */
  unreadable: number;
  usage: Usage;
  spend: KnownSpend;
  steps: StepInFlight[];
  /** Of an open run: those in force towards its provider. */
  limits: LimitsInForce | null;
}

export interface StatusScene {
  uiUrl: string | null;
  assignments: string[];
  /** `false` with AITA_RETRY_FAILED_TASKS=false. */
  retriesFailed?: boolean;
  /** What the command was asked for; all runs when it was nothing. */
  asked?: AskedRuns;
}

export interface AskedRuns {
  assignment?: string | undefined;
  batch?: string | undefined;
}

/** What is running, what ended, and what to type next. */
export function statusLines(runs: RunStatusReport[], { uiUrl, ...scene }: StatusScene): string[] {
  const link = uiUrl === null ? [] : [`Web UI: ${uiUrl}`];
  if (runs.length === 0) return [...nothing(scene), ...link];
  return [...runs.flatMap((run) => runLines(run, scene)), ...link];
}

function nothing({ assignments, asked = {} }: Omit<StatusScene, 'uiUrl'>): string[] {
  const { assignment, batch } = asked;
  if (batch !== undefined)
    return [`No run of the batch ${batch} here any more ${memory}.`, `Next: ${batchAgain}`];
  const name = assignment ?? assignments[0];
  if (name === undefined) return ['No exam here yet. Next: aita init Final'];
  const of = assignment === undefined ? '' : ` of ${assignment}`;
  return [
    `No run${of} here yet ${memory}.`,
    `Next: aita transcribe --assignment ${shellWord(name)} --dry-run`,
  ];
}

const memory = '(the engine remembers runs for 30 days)';

function runLines(run: RunStatusReport, scene: Pick<StatusScene, 'retriesFailed'>): string[] {
  const state =
    run.progress?.state === 'paused' ? `paused: ${run.progress.reason ?? 'asked to'}` : run.status;
  return [
    `${run.pipeline} ${run.assignment}: ${state}, ${counts(run)}, ${cost(run)}`,
    ...nobody(run),
    ...(run.limits === null ? [] : [limitsLine(run.limits, Date.now())]),
    ...run.steps.filter(({ phase }) => phase !== 'scheduled').map(stepLine),
    ...next(run, scene),
  ];
}

/** A paused run waits for a person, whoever is there to work on it. */
function nobody({ hasWorker, status, progress, pipeline, endpoint }: RunStatusReport): string[] {
  if (hasWorker !== false || status !== 'running' || progress?.state === 'paused') return [];
  if (pipeline === Pipeline.runBatch || endpoint === null)
    return ['  Nobody works on it: no process of it runs, so nothing is done.'];
  return [`  Nobody works on it. ${noWorkerCalls(endpoint)}`];
}

function limitsLine(limits: LimitsInForce, nowMs: number): string {
  const hold = holdInWords(limits, nowMs);
  return `  Limits: ${limitsInWords(limits)}${hold === null ? '' : `; ${hold}`}`;
}

function counts({ progress, outcomes }: RunStatusReport): string {
  if (progress) return `${progress.done} of ${progress.total} done, ${progress.failed} failed`;
  return `${outcomes.done} done, ${outcomes.failed} failed`;
}

const cost = ({ usage, spend }: RunStatusReport): string =>
  `${counted(usage.calls, 'call')}, cost ${spendInWords(spend, exactDollars)}`;

function stepLine({ step, item, phase, since, why, attempt, lastFailure, nextTry }: StepInFlight): string {
  const parts = [
    `  ${step}${item === null ? '' : ` ${item}`}: ${phase}${since === null ? '' : ` since ${clockTime(since)}`}`,
    ...(why === null ? [] : [why]),
    `attempt ${attempt}`,
    ...(lastFailure === null ? [] : [`last failure: ${lastFailure}`]),
    ...(nextTry === null ? [] : [`next try ${clockTime(nextTry)}`]),
  ];
  return parts.join(', ');
}

/** Batches are started by a file or a program, which this command does not know. */
const batchAgain = 'the same aita batch, or the program that started it, again (goes on from the store)';

function nextOfBatch(run: RunStatusReport): string[] {
  const { status, outcomes, progress } = run;
  if (progress?.state === 'paused') return [`  Next: ${howToGoOn(run, progress.reason)}`];
  if (status === 'completed' && outcomes.failed === 0) return [];
  return [`  Next: ${batchAfterFailures(batchAgain, run.unreadable)}`];
}

function next(run: RunStatusReport, { retriesFailed = true }: Pick<StatusScene, 'retriesFailed'>): string[] {
  if (run.pipeline === Pipeline.runBatch) return nextOfBatch(run);
  const command = (verb: string) => `aita ${verb} --assignment ${shellWord(run.assignment)}`;
  const [own, offline] = [commandName(run.pipeline), offlineFlag(run.endpoint)];
  if (run.progress?.state === 'paused') return [`  Next: ${howToGoOn(run, run.progress.reason)}`];
  // The pipeline's own command would need the options that the run was started with.
  if (run.status === 'running') return [`  Next: ${command('resume')}${offline} (works on it and shows it)`];
  if (run.status !== 'completed')
    return [`  Next: ${command(own)}, with the same options (goes on from the store)`];
  if (run.outcomes.failed > 0)
    return afterFailures({ ...run, failed: run.outcomes.failed }, retriesFailed).map((line) => `  ${line}`);
  const rest = restOfClass(run, run.students);
  return (rest ?? [`Next: ${command('report')}`]).map((line) => `  ${line}`);
}
