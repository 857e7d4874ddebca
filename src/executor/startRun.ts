import { setTimeout as delay } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import {
  modelTaskQueue,
  nameOption,
  Pipeline,
  SearchAttribute,
  taskQueue,
  workflowId,
} from '../domain/identity.ts';
import { lanesFor } from '../domain/maxWorkers.ts';
import type { Plan } from '../domain/plan.ts';
import { shellWord } from '../domain/shellWord.ts';
import { UserError } from '../domain/userError.ts';
import { workflowTaskTimeout } from '../domain/workflowTaskTimeout.ts';
import type { EngineTarget } from '../engine/connect.ts';
import { providerName } from '../llm/request.ts';
import { isCancelled } from '../store/gates.ts';
import { readPlan } from '../store/plans.ts';
import type { RunInput } from '../workflows/shared/run.ts';
import { findOpenRun, ifOpen, type OpenRun } from './findOpenRun.ts';
import { tellLedger } from './ledger.ts';
import { setLanes } from './setLanes.ts';
import { version } from './version.ts';
import type { Workplace } from './workplace.ts';

export interface PlannedRun {
  pipeline: Pipeline;
  plan: Plan;
  /** Of inputs and options; the plan is in the store under it. */
  digest: string;
  total: number;
  /** Steps that are counted; `total` where each item takes one. */
  steps: number;
  /** Last part of its model queue's name, where that is not the endpoint's. */
  queue?: string;
  /** The run to go on with: when it is over, or cancelled, none is begun in its place. */
  joins?: string;
  /** One line for the Web UI, e.g. `Transcribe Final: 12 students, 24 pages`. */
  summary: string;
}

export interface StartedRun {
  handle: WorkflowHandle;
  runId: string;
  /** True when it was running already. */
  isAttached: boolean;
}

/**
 * Starts the pipeline's workflow, or attaches to the one that runs with the same inputs and options, at the width asked
 * for now. One that was cancelled, or started by another version, is ended first.
 * Before that the ledger is told what earlier processes left, so a worker of the folder must be there.
 * @throws UserError `other-run-open` when it runs with others, saying what differs.
 */
export async function startRun(
  { client, engine }: { client: Client; engine: Pick<EngineTarget, 'searchAttributes'> },
  workplace: Workplace,
  planned: PlannedRun,
): Promise<StartedRun> {
  const id = idOf(workplace, planned);
  await tellLedger(client, workplace);
  const { joins } = planned;
  if (joins !== undefined && (await isOver(client, workplace, { id, runId: joins })))
    return { handle: client.workflow.getHandle(id, joins), runId: joins, isAttached: true };
  const open = await refuseOtherRun(client, workplace, planned);
  if (open && canJoin(workplace, open)) {
    const handle = client.workflow.getHandle(id);
    await setLanes(client, id, workplace.config.maxWorkers);
    return { handle, runId: open.runId, isAttached: true };
  }
  if (open) await endRun(client, id, open);
  try {
    const handle = await client.workflow.start(
      planned.pipeline,
      startOptions(workplace, planned, { id, named: engine.searchAttributes }),
    );
    return { handle, runId: handle.firstExecutionRunId, isAttached: false };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'WorkflowExecutionAlreadyStartedError') throw error;
    // Another command started it since we looked: join that one, or refuse it.
    return startRun({ client, engine }, workplace, planned);
  }
}

async function isOver(
  client: Client,
  { store }: Workplace,
  { id, runId }: { id: string; runId: string },
): Promise<boolean> {
  return (await findOpenRun(client, id))?.runId !== runId || isCancelled(store.quick, runId);
}

/**
 * The pipeline's open run, whichever AITA started it; `null` when there is none.
 *
 * @throws UserError `other-run-open` when this AITA started it with other inputs or options, and nobody has cancelled it.
 */
export async function refuseOtherRun(
  client: Client,
  workplace: Workplace,
  planned: PlannedRun,
): Promise<OpenRun | null> {
  const open = await findOpenRun(client, idOf(workplace, planned));
  const isOther = open !== null && canJoin(workplace, open) && open.plan !== planned.digest;
  if (isOther) throw otherRunOpen(workplace, planned, open.plan);
  return open;
}

const canJoin = ({ store }: Workplace, open: OpenRun): boolean =>
  open.version === version() && !isCancelled(store.quick, open.runId);

/** What it has paid for is in the store. */
async function endRun(client: Client, id: string, { version: by, runId }: OpenRun): Promise<void> {
  const handle = client.workflow.getHandle(id, undefined, { firstExecutionRunId: runId });
  if (by !== version()) {
    await ifOpen(() => handle.terminate(`started again by AITA ${version()}`));
    return;
  }
  // Whoever cancelled it may have died before the engine heard of it.
  await ifOpen(() => handle.cancel());
  // Until the results there are have been written, also by a run that was reset, which has another id in the engine.
  while ((await findOpenRun(client, id))?.runId === runId) await delay(lookAgainMs);
}

const lookAgainMs = 200;

const idOf = ({ folder }: Workplace, { pipeline, plan }: PlannedRun): string =>
  workflowId(pipeline, plan.assignment, folder.id);

function startOptions(
  { folder, config }: Workplace,
  planned: PlannedRun,
  { id, named }: { id: string; named: boolean },
) {
  const { pipeline, plan, digest, total, steps, summary } = planned;
  const { assignment } = plan;
  const queue = planned.queue ?? providerName(plan.endpoint);
  const attributes = {
    [SearchAttribute.assignment]: [assignment],
    [SearchAttribute.pipeline]: [pipeline],
  };
  const input: RunInput = {
    assignment,
    plan: digest,
    modelQueue: modelTaskQueue(folder.id, queue),
    total,
    steps,
    lanes: lanesFor(config.maxWorkers),
    version: version(),
  };
  return {
    workflowId: id,
    taskQueue: taskQueue(folder.id),
    args: [input],
    memo: { plan: digest, version: version(), queue },
    staticSummary: summary,
    workflowTaskTimeout,
    ...(named ? { searchAttributes: attributes } : {}),
  };
}

function otherRunOpen({ store }: Workplace, planned: PlannedRun, openDigest: string): UserError {
  const open = readPlan<Plan>(store.quick, openDigest);
  const fields = open ? differences(open, planned.plan) : [];
  const isBatch = planned.pipeline === Pipeline.runBatch;
  const run = `${nameOption(planned.pipeline)} ${shellWord(planned.plan.assignment)}`;
  const other = isBatch ? '' : `, or type: aita resume ${run}`;
  const what = fields.length > 0 ? fields.join('; ') : 'its list of items is another one';
  return new UserError(
    'other-run-open',
    `A ${planned.pipeline} run of ${planned.plan.assignment} is open with other inputs or options: ${what}.`,
    `Go on with it by the same ${isBatch ? 'tasks and ' : ''}options${other}; or end it: aita cancel ${run}`,
  );
}

function differences(open: Plan, asked: Plan): string[] {
  const before = new Map(Object.entries(open));
  return Object.entries(asked)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before.get(name)))
    .map(([name, value]) => `${name} was ${JSON.stringify(before.get(name))}, now ${JSON.stringify(value)}`);
}
