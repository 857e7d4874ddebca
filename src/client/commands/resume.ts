import { relative } from 'node:path';
import { workflowId } from '../../domain/identity.ts';
import { UserError, type ExitCode } from '../../domain/userError.ts';
import { writeGate } from '../../store/gates.ts';
import type { Io } from '../io.ts';
import { withOpenRuns, type ControlOptions } from '../openRuns.ts';
import { plannedFromStore } from '../plannedFromStore.ts';
import { runPipeline, type PipelineOptions } from '../runPipeline.ts';
import { openSession, type Session } from '../session.ts';
import { findOpenRun } from '../../executor/findOpenRun.ts';

export async function run(options: ControlOptions & PipelineOptions, io: Io): Promise<ExitCode> {
  await using session = await openSession(options, io);
  const digest = await openGates(session, options);
  const planned = plannedFromStore(session, digest);
  const outputs = [relative(session.config.workingDir, session.assignment.dir)];
  return await runPipeline(session, { ...planned, items: [], outputs }, options);
}

/** Opens the run's gate; gives the digest of its plan. */
async function openGates(session: Session, options: ControlOptions): Promise<string> {
  return withOpenRuns(session, options, async (client, [first, second]) => {
    if (!first) throw new Error('withOpenRuns gives one run at least');
    if (second) {
      const message = `Two runs of ${session.assignment.name} are open: ${first.pipeline} and ${second.pipeline}.`;
      throw new UserError('which-run', message, `Say which, e.g. --pipeline ${first.pipeline}`);
    }
    const open = await findOpenRun(
      client,
      workflowId(first.pipeline as never, session.assignment.name, session.folder.id),
    );
    checkEndpoint(session, open?.plan ?? '');
    writeGate(session.store.durable, first.runId, { state: 'open', reason: null });
    await client.workflow.getHandle(first.workflowId).executeUpdate('resume');
    return open?.plan ?? '';
  });
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
