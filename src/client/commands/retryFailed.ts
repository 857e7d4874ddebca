import { createHash } from 'node:crypto';
import type { ExitCode } from '../../domain/userError.ts';
import { UserError } from '../../domain/userError.ts';
import { Pipeline, workflowId } from '../../domain/identity.ts';
import { lastPlanWithFailures } from '../../store/outcomes.ts';
import { readNamedPlanItems } from '../../store/plans.ts';
import { checkEndpoint } from '../checkEndpoint.ts';
import type { Io } from '../io.ts';
import { isAsked, type ControlOptions } from '../openRuns.ts';
import { plannedFromStore } from '../plannedFromStore.ts';
import { runPipeline, type PipelineOptions } from '../runPipeline.ts';
import { openSession, type Session } from '../session.ts';
import { shownPath } from '../shownPath.ts';
import { shellWord } from '../../domain/shellWord.ts';

export async function run(options: ControlOptions & PipelineOptions, io: Io): Promise<ExitCode> {
  await using session = await openSession(options, io);
  const { config, assignment, store } = session;
  const digest = planWithFailures(session, options);
  const before = plannedFromStore(session, digest);
  checkEndpoint(session, before.plan);
  // What the failed run has paid for is in the store, also when that run was to ask for everything anew.
  const plan = { ...before.plan, retryFailed: true, reuse: true };
  const items = readNamedPlanItems<unknown>(store.quick, digest);
  const again = createHash('sha256')
    .update(JSON.stringify([plan, items]))
    .digest('hex');
  const outputs = [shownPath(config.workingDir, assignment.dir)];
  return await runPipeline(session, { ...before, plan, digest: again, items, outputs }, options);
}

/** The plan of the newest run that has failed items. Answered from the store: it needs no engine. */
function planWithFailures({ store, assignment, folder }: Session, options: ControlOptions): string {
  const found = Object.values(Pipeline).flatMap((pipeline) => {
    const job = workflowId(pipeline, assignment.name, folder.id);
    const plan = isAsked(options, pipeline) ? lastPlanWithFailures(store.quick, job) : null;
    return plan === null ? [] : [{ pipeline, plan }];
  });
  const [first, second] = found;
  if (!first) throw nothingFailed(assignment.name);
  if (second) throw whichPipeline(assignment.name, first.pipeline, second.pipeline);
  return first.plan;
}

const nothingFailed = (name: string): UserError =>
  new UserError(
    'nothing-failed',
    `Nothing of ${name} has failed.`,
    `See where it stands: aita status --assignment ${shellWord(name)}`,
  );

const whichPipeline = (name: string, first: Pipeline, second: Pipeline): UserError =>
  new UserError(
    'which-run',
    `Two pipelines of ${name} have failed items: ${first} and ${second}.`,
    `Say which, e.g. --pipeline ${first}`,
  );
