import type { Client } from '@temporalio/client';
import { askedToPause } from '../domain/batch.ts';
import { pausedSignalName } from '../domain/identity.ts';
import { widthOf } from '../domain/maxWorkers.ts';
import { isOffline } from '../domain/endpoint.ts';
import { type ExitCode } from '../domain/userError.ts';
import type { Progress } from '../domain/progress.ts';
import type { EngineTarget } from '../engine/connect.ts';
import { providerName } from '../llm/request.ts';
import { readGate } from '../store/gates.ts';
import { noteRun } from '../store/outcomes.ts';
import type { PlanItem } from '../store/plans.ts';
import { readProvider } from '../store/providers.ts';
import { knownSpendOfRun } from '../store/spend.ts';
import { forgetWorkers, otherWorkers } from '../store/workers.ts';
import { detachRun, type DetachOptions } from './detach.ts';
import { budgetFor } from '../executor/holdBudget.ts';
import { beginRun } from './beginRun.ts';
import { budgetLines } from './budgetLines.ts';
import { countFree } from './countFree.ts';
import { whenInterrupted } from './interrupt.ts';
import { gateTeller } from '../executor/gateTeller.ts';
import { startOwnWorker } from '../executor/ownWorker.ts';
import { limitChanges } from './limitChanges.ts';
import { graceMs, leaveRun, leavingWords } from './leaveRun.ts';
import { missingWorker } from './missingWorker.ts';
import { startProgress } from './progressBar.ts';
import { nothingCame, reopenPaused, type Reopened } from './reopenPaused.ts';
import { outputsOf } from './outputsOf.ts';
import { openRunEngine } from './runEngine.ts';
import type { Session } from './session.ts';
import { tellLedger } from '../executor/ledger.ts';
import { startRun, type PlannedRun, type StartedRun } from '../executor/startRun.ts';
import { exitCodeOf, printResult, resultOf, type Finished } from './summary.ts';
import { failedAttempts, verboseLines } from './verbose.ts';
import { watchRun, type Ending } from '../executor/watchRun.ts';

export interface PipelineRun extends PlannedRun {
  items: PlanItem<unknown>[];
  /** Paths of the result files, as shown to the user. */
  outputs: string[];
  /** Writes them once the run is complete; without it they are there by then. */
  writeResults?: (runId: string) => Promise<void>;
  /** A paused run that is joined goes on, by one call at first; else it is shown as paused. */
  reopens?: boolean;
}

export interface PipelineOptions extends DetachOptions {
  verbose?: boolean | undefined;
  /** Leave a process behind that works for the run, and end. */
  detach?: boolean;
}

/**
 * Starts or joins a pipeline's run, works for it in this process, draws its progress, and prints what came of it.
 * After any death the same command goes on where it was.
 */
export async function runPipeline(
  session: Session,
  planned: PipelineRun,
  options: PipelineOptions,
): Promise<ExitCode> {
  const [{ store, io }, startedMs] = [session, Date.now()];
  budgetFor(session, planned.plan);
  if (options.detach) return await detachRun(session, planned, options);
  const works = options.worker !== false;
  const { endpoint } = planned.plan;
  const interruption = whenInterrupted(io, () => leavingWords(session, providerName(endpoint), works));
  const onLine = (line: string) => void (options.quiet || io.err(line));
  await using opened = await openRunEngine(session, { endpoint, worker: options.worker, onLine });
  const { client, engine } = opened;
  const settled = await beginRun(client, session, planned, works ? null : options);
  const worker = await startOwnWorker(session, {
    engine,
    client,
    model: works,
    graceMs,
    onLog: options.verbose ? onLine : undefined,
  });
  onceAborted(interruption.signal, () => stopCalls(session));
  const { started, reopened } = await startOrJoin(opened, settled, planned);
  startLines(session, planned, started, engine).forEach(onLine);
  if (options.verbose) verboseLines(session, planned, started, engine).forEach(onLine);
  const { ending: seen, progress } = await Promise.race([
    follow(settled, client, { ...planned, ...started, ...options }, interruption.signal),
    worker.ended.then(workerEnded),
    opened.broken,
  ]);
  const ending = await leaveRun(session, { ...started, steps: planned.steps }, seen);
  if (ending === 'paused') await tellLedger(client, session);
  await worker.stop();
  interruption.stop();
  const ended = { planned, started, ending, startedMs };
  const exitCode = await conclude(session, ended, progress, options.json === true);
  if (ending === 'paused' && reopened) nothingCame(store, reopened).forEach(onLine);
  return interruption.exitCode(exitCode);
}

async function startOrJoin(
  engine: { client: Client; engine: EngineTarget },
  session: Session,
  planned: PipelineRun,
): Promise<{ started: StartedRun; reopened: Reopened | null }> {
  const { quick } = session.store;
  const started = await startRun(engine, session, planned);
  noteRun(quick, started.handle.workflowId, started.runId, planned.digest);
  return { started, reopened: planned.reopens ? await reopenPaused(session.store, started) : null };
}

async function conclude(
  session: Session,
  ended: Omit<Finished, 'outputs'> & { planned: PipelineRun },
  progress: Progress | null,
  asJson: boolean,
): Promise<ExitCode> {
  const finished = { ...ended, outputs: await outputsOf(session, ended.planned, ended) };
  const reason = reasonOf(finished.ending, progress);
  const result = resultOf(session, finished);
  const provider = providerName(finished.planned.plan.endpoint);
  const isLeft = finished.ending === 'interrupted';
  const carriers = isLeft ? otherWorkers(session.store.quick, provider) : [];
  await printResult(session, result, { reason, carriers }, asJson);
  return exitCodeOf(result.status);
}

function reasonOf(ending: Ending, progress: Progress | null): string | null {
  if (ending === 'terminated') return 'it was ended or reset in the engine (temporal, Web UI)';
  return ending === 'paused' ? (progress?.reason ?? null) : null;
}

function startLines(
  session: Session,
  planned: PlannedRun,
  started: StartedRun,
  { uiUrl }: EngineTarget,
): string[] {
  return [
    startLine(planned, started, uiUrl),
    ...budgetLines(session, planned.plan.assignment),
    ...(session.store.keeps ? [] : [keepsNothing]),
  ];
}

const keepsNothing =
  'Of this run only results and cost are kept (AITA_ENABLE_CHECKPOINTING=false); stopped, it begins anew.';

/** At once, not after the next look at the progress: no call starts after Ctrl-C. */
function onceAborted(signal: AbortSignal, work: () => void): void {
  if (signal.aborted) work();
  else signal.addEventListener('abort', work, { once: true });
}

function startLine(
  planned: PlannedRun,
  { handle, runId, isAttached }: StartedRun,
  uiUrl: string | null,
): string {
  const link =
    uiUrl === null
      ? ''
      : `\nWeb UI: ${uiUrl}/namespaces/default/workflows/${encodeURIComponent(handle.workflowId)}/${runId}`;
  return `${isAttached ? 'Going on with' : 'Started'}: ${planned.summary}${link}`;
}

async function follow(
  session: Session,
  client: Client,
  run: StartedRun & PlannedRun & Pick<PipelineOptions, 'verbose' | 'quiet' | 'worker'>,
  signal: AbortSignal,
): Promise<{ ending: Ending; progress: Progress | null }> {
  const { config, io, store } = session;
  const { handle, runId, plan, digest, verbose } = run;
  const gate = readGate(store.quick, runId);
  // The process that closed it may have died before it told the workflow why.
  if (gate.state === 'paused') await handle.signal(pausedSignalName, gate.reason ?? askedToPause, runId);
  let last: Progress | null = null;
  const isFree = isOffline({ baseUrl: plan.endpoint });
  const free = config.showProgress ? countFree(session, { plan, digest, job: handle.workflowId, runId }) : 0;
  const limits = { width: widthOf(config.maxWorkers), rps: config.rateLimitRps, free };
  // A bar that is drawn over and a log do not go together.
  const bar = startProgress({
    io: verbose ? { ...io, isLive: false } : io,
    shows: config.showProgress,
    limits,
  });
  const newFailures = verbose ? failedAttempts(session, run, runId) : () => [];
  const newLimits = limitChanges();
  const tellGate = gateTeller(store.quick, run);
  const newWorkers = run.worker === false && !run.quiet ? missingWorker(session, plan) : () => [];
  const onProgress = (progress: Progress) => {
    last = progress;
    tellGate(progress.state);
    const limitsNow = readProvider(store.quick, providerName(plan.endpoint));
    for (const line of [...newFailures(), ...newLimits(limitsNow), ...newWorkers()]) bar.note(line);
    const spend = isFree ? null : knownSpendOfRun(store.quick, runId);
    bar.update(progress, spend, limitsNow);
  };
  try {
    const ending = await watchRun({ client, handle, onProgress, signal });
    return { ending, progress: last };
  } finally {
    bar.stop();
  }
}

/** From now on others carry the run, or nobody. */
function stopCalls({ store }: Session): void {
  store.permits.close();
  if (store.keeps) forgetWorkers(store.quick);
}

function workerEnded(): never {
  throw new Error('The worker ended by itself while its run was open.');
}
