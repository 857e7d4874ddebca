import { ExitCode } from '../../domain/userError.ts';
import { writeGate } from '../../store/gates.ts';
import type { Io } from '../io.ts';
import { withOpenRuns, type ControlOptions } from '../openRuns.ts';
import { printJson } from '../output.ts';
import { openSession } from '../session.ts';
import { endOf } from '../../executor/watchRun.ts';

export async function run(options: ControlOptions, io: Io): Promise<ExitCode> {
  await using session = await openSession(options, io);
  const cancelled = await withOpenRuns(session, options, async (client, runs) => {
    for (const { workflowId, runId } of runs) {
      const handle = client.workflow.getHandle(workflowId);
      writeGate(session.store.durable, runId, { state: 'cancelled', reason: null });
      await handle.cancel();
      // Until the results there are have been written.
      await endOf(handle, new AbortController().signal);
    }
    return runs.map(({ workflowId }) => workflowId);
  });
  if (options.json) printJson(io, { status: 'cancelled', workflowIds: cancelled });
  else
    io.out(
      `Cancelled: ${cancelled.join(', ')}. What was done is written; a new start goes on from the store.`,
    );
  return ExitCode.done;
}
