import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import type { ExitCode } from '../../domain/userError.ts';
import { UserError } from '../../domain/userError.ts';
import { Pipeline, workflowId } from '../../domain/identity.ts';
import { countOutcomesOfJob, lastPlanOf } from '../../store/outcomes.ts';
import { readNamedPlanItems } from '../../store/plans.ts';
import type { Io } from '../io.ts';
import type { ControlOptions } from '../openRuns.ts';
import { plannedFromStore } from '../plannedFromStore.ts';
import { runPipeline, type PipelineOptions } from '../runPipeline.ts';
import { openSession, type Session } from '../session.ts';
import { shellWord } from '../shellWord.ts';

export async function run(options: ControlOptions & PipelineOptions, io: Io): Promise<ExitCode> {
  await using session = await openSession(options, io);
  const { config, assignment, store } = session;
  const digest = planWithFailures(session);
  const before = plannedFromStore(session, digest);
  const plan = { ...before.plan, retryFailed: true };
  const items = readNamedPlanItems<unknown>(store.quick, digest);
  const again = createHash('sha256')
    .update(JSON.stringify([plan, items]))
    .digest('hex');
  const outputs = [relative(config.workingDir, assignment.dir)];
  return await runPipeline(session, { ...before, plan, digest: again, items, outputs }, options);
}

/** The plan of the newest run of the assignment that has failed items. Answered from the store: it needs no engine. */
function planWithFailures({ store, assignment, folder }: Session): string {
  for (const pipeline of Object.values(Pipeline)) {
    const job = workflowId(pipeline, assignment.name, folder.id);
    const plan = countOutcomesOfJob(store.quick, job).failed > 0 ? lastPlanOf(store.quick, job) : null;
    if (plan !== null) return plan;
  }
  const message = `Nothing of ${assignment.name} has failed.`;
  throw new UserError(
    'nothing-failed',
    message,
    `See where it stands: aita status --assignment ${shellWord(assignment.name)}`,
  );
}
