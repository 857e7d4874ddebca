import type { Plan } from '../domain/plan.ts';
import { ExitCode, UserError } from '../domain/userError.ts';
import { reopen } from '../executor/batchRun.ts';
import { isCarried } from '../executor/endDeadRun.ts';
import { findOpenRun } from '../executor/findOpenRun.ts';
import { holdBudget } from '../executor/holdBudget.ts';
import { isCancelled, readGate } from '../store/gates.ts';
import { readPlan } from '../store/plans.ts';
import { withOpenRuns, type ControlOptions } from './openRuns.ts';
import { printJson } from './output.ts';
import type { Session } from './session.ts';

/**
 * Lets the process that works on the batch go on with it.
 * @throws UserError `batch-cancelled`; `nobody-works` when there is none: only the batch's own command or program knows where results go.
 */
export async function resumeBatch(session: Session, options: ControlOptions): Promise<ExitCode> {
  const { store, io } = session;
  const resumed = await withOpenRuns(session, options, async (client, [run]) => {
    if (!run) throw new Error('withOpenRuns gives one run at least');
    const open = await findOpenRun(client, run.workflowId);
    if (open && isCancelled(session.store.quick, open.runId)) throw cancelled(run.assignment);
    if (!open || !isCarried(store.quick, open)) throw nobodyWorks(run.assignment);
    const plan = readPlan<Plan>(store.quick, open.plan);
    // Before the gate: the next call must find the new budget.
    if (plan) holdBudget(session, plan);
    await reopen(store, client.workflow.getHandle(run.workflowId));
    return { ...run, isTrying: readGate(store.quick, run.runId).state === 'trying' };
  });
  const { workflowId, isTrying } = resumed;
  const first = isTrying ? ', with one call at first' : '';
  if (options.json) printJson(io, { status: 'running', workflowIds: [workflowId] });
  else io.out(`Resumed: ${workflowId}. The process that works on it goes on${first}.`);
  return ExitCode.done;
}

const cancelled = (name: string): UserError =>
  new UserError(
    'batch-cancelled',
    `The batch ${name} was cancelled and cannot be resumed.`,
    'Start it again: it goes on from the store, and nothing is paid twice.',
  );

const nobodyWorks = (name: string): UserError =>
  new UserError(
    'nobody-works',
    `No process works on the batch ${name}.`,
    'Run the same aita batch command, or the program that started it, again: it goes on, and nothing is paid twice.',
  );
