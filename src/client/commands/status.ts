import type { Client } from '@temporalio/client';
import type { Flags } from '../../config.ts';
import { Pipeline, workflowId } from '../../domain/identity.ts';
import { ExitCode, UserError } from '../../domain/userError.ts';
import { openEngine } from '../../engine/connect.ts';
import type { LimitsInForce } from '../../domain/limitsInWords.ts';
import { resolveAssignment } from '../../files/dataFolder.ts';
import { providerName } from '../../llm/request.ts';
import { countOutcomes, lastPlanOf } from '../../store/outcomes.ts';
import { readProvider } from '../../store/providers.ts';
import { knownSpendOfRun, usageOfRun } from '../../store/spend.ts';
import { countUnreadable } from '../../store/unreadable.ts';
import { liveWorkers } from '../../store/workers.ts';
import { batchNamed } from '../batchNamed.ts';
import { classProgress, type ClassProgress } from '../classProgress.ts';
import type { Io } from '../io.ts';
import type { DataOptions } from '../options.ts';
import { printJson } from '../output.ts';
import { endpointOfJob } from '../planOfJob.ts';
import { isCarried } from '../../executor/endDeadRun.ts';
import { findOpenRun } from '../../executor/findOpenRun.ts';
import { startOwnWorker } from '../../executor/ownWorker.ts';
import { runsOf, type KnownRun } from '../runsOf.ts';
import { openFolder, type FolderSession } from '../session.ts';
import { workerLines } from '../workerLines.ts';
import { statusLines, type AskedRuns, type RunStatusReport } from '../statusLines.ts';
import { stepsInFlight } from '../stepsInFlight.ts';
import { readProgress } from '../../executor/watchRun.ts';

export async function run(options: DataOptions & Flags & { batch?: string }, io: Io): Promise<ExitCode> {
  await using session = await openFolder(options, io);
  const asked = askedFor(options);
  const { engine, client } = await openEngine(session.config);
  const known = await runsOf(client, session.folder.id);
  const found = known.filter((run) => isAsked(asked, run));
  const hasOpen = found.some(isOpen);
  // An open run answers only while some worker runs its workflow.
  const worker = hasOpen ? await startOwnWorker(session, { engine, client, model: false, graceMs: 0 }) : null;
  const runs: RunStatusReport[] = [];
  // All result files of an exam are read for it, and many runs are of the same.
  const classes = new Map<string, Promise<ClassProgress | null>>();
  const classOf = (one: KnownRun) => {
    const key = `${one.pipeline}:${one.assignment}`;
    const progress = classes.get(key) ?? classProgress(session.folder, one);
    classes.set(key, progress);
    return progress;
  };
  for (const one of found)
    runs.push(await reportOn(session, client, { ...one, students: await classOf(one) }));
  await worker?.stop();
  await client.connection.close();
  if (found.length === 0) refuseUnknown(session, asked, known);
  const workers = liveWorkers(session.store.quick);
  const scene = {
    uiUrl: engine.uiUrl,
    assignments: session.folder.assignments(),
    retriesFailed: session.config.retryFailedTasks,
    asked,
  };
  if (options.json)
    printJson(io, { dataDir: session.folder.dir, uiUrl: engine.uiUrl, runs: runs.map(asJson), workers });
  else io.out([...statusLines(runs, scene), ...workerLines(workers)].join('\n'));
  return ExitCode.done;
}

function askedFor(options: DataOptions & { batch?: string }): AskedRuns {
  const batch = batchNamed(options);
  return batch === null ? { assignment: options.assignment?.normalize('NFC') } : { batch };
}

function isAsked({ assignment, batch }: AskedRuns, run: KnownRun): boolean {
  if (batch !== undefined) return run.assignment === batch && run.pipeline === Pipeline.runBatch;
  return assignment === undefined || run.assignment === assignment;
}

/** @throws UserError when neither the folder nor the engine nor the store knows what was asked for. */
function refuseUnknown(
  { folder, store }: FolderSession,
  { assignment, batch }: AskedRuns,
  known: KnownRun[],
): void {
  if (assignment !== undefined) resolveAssignment(folder, assignment);
  if (batch === undefined || lastPlanOf(store.quick, workflowId(Pipeline.runBatch, batch, folder.id))) return;
  const batches = known.filter(({ pipeline }) => pipeline === Pipeline.runBatch);
  const names = batches.length === 0 ? 'none' : batches.map(({ assignment: name }) => name).join(', ');
  throw new UserError(
    'no-such-batch',
    `There is no batch "${batch}" in ${folder.dir}. There is: ${names}.`,
    'Name one of these with --batch: a batch is called as its file without the ending, or as --name says.',
  );
}

const isOpen = ({ status }: KnownRun): boolean => status === 'running' || status === 'paused';

async function reportOn(
  { store }: FolderSession,
  client: Client,
  run: KnownRun & Pick<RunStatusReport, 'students'>,
): Promise<RunStatusReport> {
  const usage = usageOfRun(store.quick, run.runId);
  const spend = knownSpendOfRun(store.quick, run.runId);
  const outcomes = countOutcomes(store.quick, run.workflowId, run.runId);
  const unreadable = countUnreadable(store.quick, run.workflowId, run.runId);
  const endpoint = endpointOfJob(store, run.workflowId);
  const known = { ...run, endpoint, usage, spend, outcomes, unreadable };
  if (!isOpen(run)) return { ...known, progress: null, hasWorker: null, steps: [], limits: null };
  const progress = await readProgress(client, client.workflow.getHandle(run.workflowId));
  const ids = [run.workflowId, ...(progress?.chunks ?? [])];
  const steps = (await Promise.all(ids.map((id) => stepsInFlight(client, id)))).flat();
  const limits = endpoint === null ? null : readProvider(store.quick, providerName(endpoint));
  const open = await findOpenRun(client, run.workflowId);
  return { ...known, progress, hasWorker: open && isCarried(store.quick, open), steps, limits };
}

const asJson = ({ limits, ...run }: RunStatusReport) => ({ ...run, limits: limits && limitsAsJson(limits) });

/** Times in ms since 1970. */
function limitsAsJson({ asked, maxWorkers, rateLimitRps, tokensPerMinute, ...hold }: LimitsInForce) {
  const { heldUntil, heldReason, downSince } = hold;
  const isHeld = heldUntil > Date.now();
  return {
    callsInFlight: maxWorkers,
    startsPerSecond: rateLimitRps,
    tokensPerMinute,
    asked: { callsInFlight: asked.isAuto ? 'auto' : asked.width, startsPerSecond: asked.rps },
    heldUntil: isHeld ? Math.round(heldUntil) : null,
    heldReason: isHeld || downSince !== null ? heldReason : null,
    downSince: downSince === null ? null : Math.round(downSince),
  };
}
