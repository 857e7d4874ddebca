import { ExitCode, UserError } from '../../domain/userError.ts';
import { reopen } from '../../executor/batchRun.ts';
import { findOpenRun } from '../../executor/findOpenRun.ts';
import { holdBudget } from '../../executor/holdBudget.ts';
import { checkEndpoint } from '../checkEndpoint.ts';
import type { Io } from '../io.ts';
import { keepingLimits } from '../keptLimits.ts';
import { withOpenRuns, type ControlOptions } from '../openRuns.ts';
import { plannedFromStore } from '../plannedFromStore.ts';
import { howItStands, nothingCame, type Reopened } from '../reopenPaused.ts';
import { resumeBatch } from '../resumeBatch.ts';
import { runPipeline, type PipelineOptions } from '../runPipeline.ts';
import { openSession, type Session } from '../session.ts';
import { shownPath } from '../shownPath.ts';

export async function run(options: ControlOptions & PipelineOptions, io: Io): Promise<ExitCode> {
  await using session = await openSession(options, io);
  if (options.batch !== undefined) return await resumeBatch(session, options);
  const resumed = await reopenRun(session, options);
  const planned = plannedFromStore(session, resumed.plan);
  const outputs = [shownPath(session.config.workingDir, session.assignment.dir)];
  const joined = keepingLimits(session, planned.plan.endpoint, options);
  const exitCode = await runPipeline(
    joined,
    { ...planned, items: [], outputs, joins: resumed.runId },
    options,
  );
  const isInVain = exitCode === ExitCode.paused && !options.quiet;
  if (isInVain) nothingCame(session.store, resumed).forEach((line) => io.err(line));
  return exitCode;
}

/** Lets the run go on: the workflow opens its gate. */
async function reopenRun(session: Session, options: ControlOptions): Promise<Reopened & { plan: string }> {
  const { store, assignment } = session;
  return withOpenRuns(session, options, async (client, [first, second]) => {
    if (!first) throw new Error('withOpenRuns gives one run at least');
    if (second) {
      const message = `Two runs of ${assignment.name} are open: ${first.pipeline} and ${second.pipeline}.`;
      throw new UserError('which-run', message, `Say which, e.g. --pipeline ${first.pipeline}`);
    }
    const { workflowId: job, runId } = first;
    const open = await findOpenRun(client, job);
    const digest = open?.plan ?? '';
    const { plan } = plannedFromStore(session, digest);
    checkEndpoint(session, plan);
    const before = { plan: digest, ...howItStands(store, job, runId) };
    // Before the gate: another worker's next call must find the new budget.
    holdBudget(session, plan);
    await reopen(store, client.workflow.getHandle(job));
    return before;
  });
}
