import { howToGoOn } from '../../domain/budget.ts';
import { pausedByHand } from '../../domain/progress.ts';
import { ExitCode } from '../../domain/userError.ts';
import { writeGate } from '../../store/gates.ts';
import type { Io } from '../io.ts';
import { withOpenRuns, type ControlOptions } from '../openRuns.ts';
import { printJson } from '../output.ts';
import { endpointOfJob } from '../planOfJob.ts';
import { openSession } from '../session.ts';

export async function run(options: ControlOptions, io: Io): Promise<ExitCode> {
  await using session = await openSession(options, io);
  const { store, assignment } = session;
  const paused = await withOpenRuns(session, options, async (client, runs) => {
    for (const { workflowId, runId } of runs) {
      // The gate itself, at once; the workflow then says so in `status` and the Web UI.
      writeGate(store.durable, runId, { state: 'paused', reason: pausedByHand });
      await client.workflow.getHandle(workflowId).executeUpdate('pause', { args: [pausedByHand] });
    }
    return runs;
  });
  const workflowIds = paused.map(({ workflowId }) => workflowId);
  const endpoint = endpointOfJob(store, workflowIds[0] ?? '');
  const goOn = howToGoOn(
    { pipeline: paused[0]?.pipeline ?? '', assignment: assignment.name, endpoint },
    pausedByHand,
  );
  if (options.json) printJson(io, { status: 'paused', workflowIds });
  else io.out(`Paused: ${workflowIds.join(', ')}. Calls in flight finish. To go on: ${goOn}`);
  return ExitCode.done;
}
