import { relative } from 'node:path';
import { isBudgetReached } from '../../domain/budget.ts';
import { workflowId } from '../../domain/identity.ts';
import { ExitCode, UserError } from '../../domain/userError.ts';
import { readGate } from '../../store/gates.ts';
import { countOutcomes } from '../../store/outcomes.ts';
import { holdBudget } from '../../executor/holdBudget.ts';
import type { Io } from '../io.ts';
import { withOpenRuns, type ControlOptions } from '../openRuns.ts';
import { plannedFromStore } from '../plannedFromStore.ts';
import { runPipeline, type PipelineOptions } from '../runPipeline.ts';
import { openSession, type Session } from '../session.ts';
import { findOpenRun } from '../../executor/findOpenRun.ts';

export async function run(options: ControlOptions & PipelineOptions, io: Io): Promise<ExitCode> {
  await using session = await openSession(options, io);
  const resumed = await reopen(session, options);
  const planned = plannedFromStore(session, resumed.plan);
  const outputs = [relative(session.config.workingDir, session.assignment.dir)];
  const exitCode = await runPipeline(session, { ...planned, items: [], outputs }, options);
  if (exitCode === ExitCode.paused && !options.quiet && isAsBefore(session, resumed))
    io.err(isBudgetReached(resumed.cause) ? noRoom : oneTried);
  return exitCode;
}

const oneTried = 'One call was tried: what paused the run is still so. The rest was not asked.';
const noRoom = 'No call was made: the budget has no room for another one.';

interface Resumed {
  plan: string;
  runId: string;
  workflowId: string;
  /** Why it was paused. */
  cause: string | null;
  done: number;
}

/** Lets the run go on: the workflow opens its gate. */
async function reopen(session: Session, options: ControlOptions): Promise<Resumed> {
  const { store, assignment, folder } = session;
  return withOpenRuns(session, options, async (client, [first, second]) => {
    if (!first) throw new Error('withOpenRuns gives one run at least');
    if (second) {
      const message = `Two runs of ${assignment.name} are open: ${first.pipeline} and ${second.pipeline}.`;
      throw new UserError('which-run', message, `Say which, e.g. --pipeline ${first.pipeline}`);
    }
    const { workflowId: job, runId } = first;
    const open = await findOpenRun(client, workflowId(first.pipeline as never, assignment.name, folder.id));
    const plan = open?.plan ?? '';
    checkEndpoint(session, plan);
    const before = { plan, runId, workflowId: job, cause: readGate(store.quick, runId).reason };
    const { done } = countOutcomes(store.quick, job, runId);
    // Before the gate: another worker's next call must find the new budget.
    holdBudget(session, plannedFromStore(session, plan).plan);
    await client.workflow.getHandle(job).executeUpdate('resume');
    return { ...before, done };
  });
}

function isAsBefore({ store }: Session, { workflowId: job, runId, cause, done }: Resumed): boolean {
  const isSame = cause !== null && readGate(store.quick, runId).reason === cause;
  return isSame && countOutcomes(store.quick, job, runId).done === done;
}

/** The run was planned for one provider; another one's key cannot carry it on. */
function checkEndpoint(session: Session, digest: string): void {
  const { endpoint } = session.config;
  const { plan } = plannedFromStore(session, digest);
  if (endpoint?.baseUrl === plan.endpoint) return;
  const message = `The run calls ${plan.model} at ${plan.endpoint}; the settings here name ${endpoint?.baseUrl ?? 'no provider'}.`;
  throw new UserError(
    'other-endpoint',
    message,
    plan.endpoint === 'offline'
      ? 'Add --offline.'
      : 'Set the key and AITA_BASE_URL for it, then resume again.',
  );
}
