import type { Client } from '@temporalio/client';
import { type ExitCode } from '../domain/userError.ts';
import type { Progress } from '../domain/progress.ts';
import { connectClient, connectEngine } from '../engine/connect.ts';
import { providerName } from '../llm/request.ts';
import { countLeases } from '../store/limiter.ts';
import { noteRun } from '../store/outcomes.ts';
import { writePlan, type PlanItem } from '../store/plans.ts';
import { setLimits } from '../store/providers.ts';
import { usageOfRun } from '../store/spend.ts';
import { whenInterrupted } from './interrupt.ts';
import { startOwnWorker } from '../executor/ownWorker.ts';
import { startProgress } from './progressBar.ts';
import type { Session } from './session.ts';
import { startRun, type PlannedRun, type StartedRun } from '../executor/startRun.ts';
import { exitCodeOf, printResult, resultOf } from './summary.ts';
import { waitUntil } from './waitUntil.ts';
import { watchRun, type Ending } from '../executor/watchRun.ts';

export interface PipelineRun extends PlannedRun {
  items: PlanItem<unknown>[];
  /** Paths of the result files, as shown to the user. */
  outputs: string[];
}

export interface PipelineOptions {
  json?: boolean;
  quiet?: boolean;
  /** `false` after `--no-worker`: only watch. */
  worker?: boolean;
}

/** Ctrl-C must not hold a terminal for long. */
const graceMs = 10_000;

/**
 * Starts or joins a pipeline's run, works for it in this process, draws its progress, and prints what came of it.
 * After any death the same command goes on where it was.
 */
export async function runPipeline(
  session: Session,
  planned: PipelineRun,
  options: PipelineOptions,
): Promise<ExitCode> {
  const { store, config, io } = session;
  const startedMs = Date.now();
  writePlan(store.quick, planned.digest, planned.plan, planned.items);
  setLimits(store.quick, providerName(planned.plan.endpoint), config);
  const interruption = whenInterrupted(io, graceMs);
  const onLine = (line: string) => void (options.quiet || io.err(line));
  const engine = await connectEngine({ ...config, onLine });
  const client = await connectClient(engine);
  const worker = await startOwnWorker(session, { engine, client, model: options.worker !== false, graceMs });
  onceAborted(interruption.signal, () => store.permits.close());
  const started = await startRun({ client, engine }, session, planned);
  noteRun(store.quick, started.handle.workflowId, started.runId, planned.digest);
  if (!options.quiet) io.err(startLine(planned, started, engine.uiUrl));
  const { ending, progress } = await Promise.race([
    follow(session, client, started, interruption.signal),
    worker.ended.then(workerEnded),
  ]);
  if (ending === 'paused') await callsEnd(session, planned);
  await worker.stop();
  interruption.stop();
  await client.connection.close();
  const result = resultOf(session, { planned, started, ending, startedMs, outputs: planned.outputs });
  printResult(session, result, progress?.reason ?? null, options.json === true);
  return exitCodeOf(result.status);
}

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
  { config, io, store }: Session,
  client: Client,
  { handle, runId }: StartedRun,
  signal: AbortSignal,
): Promise<{ ending: Ending; progress: Progress | null }> {
  let last: Progress | null = null;
  const limits = { width: config.maxWorkers, rps: config.rateLimitRps };
  const bar = startProgress({ io, shows: config.showProgress, limits });
  const onProgress = (progress: Progress) => {
    last = progress;
    bar.update(progress, usageOfRun(store.quick, runId).costUsd);
  };
  try {
    const ending = await watchRun({ client, handle, onProgress, signal });
    return { ending, progress: last };
  } finally {
    bar.stop();
  }
}

// A paused run starts no call; those in flight are paid for and worth waiting for.
async function callsEnd({ store }: Session, { plan }: PlannedRun): Promise<void> {
  await waitUntil(() => countLeases(store.quick, providerName(plan.endpoint)) === 0);
}

function workerEnded(): never {
  throw new Error('The worker ended by itself while its run was open.');
}
