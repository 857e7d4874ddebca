import type { Client } from '@temporalio/client';
import { askedToPause } from '../domain/batch.ts';
import { pausedSignalName } from '../domain/identity.ts';
import { widthOf } from '../domain/maxWorkers.ts';
import { isOffline } from '../domain/endpoint.ts';
import { type ExitCode } from '../domain/userError.ts';
import type { Progress } from '../domain/progress.ts';
import { connectClient } from '../engine/connect.ts';
import { providerName } from '../llm/request.ts';
import { readGate } from '../store/gates.ts';
import { noteRun } from '../store/outcomes.ts';
import { writePlan, type PlanItem } from '../store/plans.ts';
import { setLimits } from '../store/providers.ts';
import { usageOfRun } from '../store/spend.ts';
import { forgetWorker, otherWorkers } from '../store/workers.ts';
import { detachRun, type DetachOptions } from './detach.ts';
import { setTokenLimit } from '../store/tokenRate.ts';
import { holdBudget } from '../executor/holdBudget.ts';
import { budgetLines } from './budgetLines.ts';
import { countFree } from './countFree.ts';
import { whenInterrupted } from './interrupt.ts';
import { startOwnWorker } from '../executor/ownWorker.ts';
import { graceMs, leaveRun, leavingWords } from './leaveRun.ts';
import { startProgress } from './progressBar.ts';
import { openRunEngine } from './runEngine.ts';
import type { Session } from './session.ts';
import { tellLedger } from '../executor/ledger.ts';
import { startRun, type PlannedRun, type StartedRun } from '../executor/startRun.ts';
import { exitCodeOf, printResult, resultOf } from './summary.ts';
import { watchRun, type Ending } from '../executor/watchRun.ts';

export interface PipelineRun extends PlannedRun {
  items: PlanItem<unknown>[];
  /** Paths of the result files, as shown to the user. */
  outputs: string[];
}

export interface PipelineOptions extends DetachOptions {
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
  const { store, io } = session;
  const startedMs = Date.now();
  putInForce(session, planned);
  if (options.detach) return await detachRun(session, planned, options);
  const works = options.worker !== false;
  const provider = providerName(planned.plan.endpoint);
  const interruption = whenInterrupted(io, () => leavingWords(session, provider, works));
  const onLine = (line: string) => void (options.quiet || io.err(line));
  const { endpoint } = planned.plan;
  await using engine = await openRunEngine(session, { endpoint, worker: options.worker, onLine });
  const client = await connectClient(engine.target);
  const worker = await startOwnWorker(session, { engine: engine.target, client, model: works, graceMs });
  onceAborted(interruption.signal, () => stopCalls(session));
  const started = await startRun({ client, engine: engine.target }, session, planned);
  noteRun(store.quick, started.handle.workflowId, started.runId, planned.digest);
  onLine(startLine(planned, started, engine.target.uiUrl));
  budgetLines(session, planned.plan.assignment).forEach(onLine);
  if (!store.keeps) onLine(keepsNothing);
  const { ending, progress } = await Promise.race([
    follow(session, client, { ...planned, ...started }, interruption.signal),
    worker.ended.then(workerEnded),
    engine.broken,
  ]);
  await leaveRun(session, started, ending);
  if (ending === 'paused') await tellLedger(client, session);
  await worker.stop();
  interruption.stop();
  await client.connection.close();
  const result = resultOf(session, { planned, started, ending, startedMs, outputs: planned.outputs });
  const carriers = ending === 'interrupted' ? otherWorkers(store.quick, provider) : [];
  printResult(session, result, { reason: progress?.reason ?? null, carriers }, options.json === true);
  return exitCodeOf(result.status);
}

/** Plan, budget and limits hold for all workers from now on. */
function putInForce(session: Session, planned: PipelineRun): void {
  const { store, config } = session;
  holdBudget(session, planned.plan);
  const provider = providerName(planned.plan.endpoint);
  writePlan(store.quick, planned.digest, planned.plan, planned.items);
  setLimits(store.quick, provider, config);
  setTokenLimit(store.quick, provider, config.rateLimitTpm);
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
  { handle, runId, plan, digest }: StartedRun & PlannedRun,
  signal: AbortSignal,
): Promise<{ ending: Ending; progress: Progress | null }> {
  const { config, io, store } = session;
  const gate = readGate(store.quick, runId);
  // The process that closed it may have died before it told the workflow why.
  if (gate.state === 'paused') await handle.signal(pausedSignalName, gate.reason ?? askedToPause);
  let last: Progress | null = null;
  const isFree = isOffline({ baseUrl: plan.endpoint });
  const free = config.showProgress ? countFree(session, { plan, digest, job: handle.workflowId, runId }) : 0;
  const limits = { width: widthOf(config.maxWorkers), rps: config.rateLimitRps, free };
  const bar = startProgress({ io, shows: config.showProgress, limits });
  const onProgress = (progress: Progress) => {
    last = progress;
    bar.update(progress, isFree ? null : usageOfRun(store.quick, runId).costUsd);
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
  if (store.keeps) forgetWorker(store.quick);
}

function workerEnded(): never {
  throw new Error('The worker ended by itself while its run was open.');
}
