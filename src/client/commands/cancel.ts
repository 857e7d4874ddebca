import { ExitCode } from '../../domain/userError.ts';
import { writeGate } from '../../store/gates.ts';
import type { Io } from '../io.ts';
import { ifOpen } from '../../executor/findOpenRun.ts';
import { withOpenRuns, type ControlOptions } from '../openRuns.ts';
import { printJson } from '../output.ts';
import { openSession } from '../session.ts';
import { endOf, type Ending } from '../../executor/watchRun.ts';

export async function run(options: ControlOptions, io: Io): Promise<ExitCode> {
  await using session = await openSession(options, io);
  const ended = await withOpenRuns(session, options, async (client, runs) => {
    const endings: [string, Ending][] = [];
    for (const { workflowId, runId } of runs) {
      // Should it end now, the next run of the job is not meant.
      const handle = client.workflow.getHandle(workflowId, undefined, { firstExecutionRunId: runId });
      writeGate(session.store.durable, runId, { state: 'cancelled', reason: null });
      await ifOpen(() => handle.cancel());
      // Until the results there are have been written.
      endings.push([workflowId, await endOf(handle, new AbortController().signal)]);
    }
    return endings;
  });
  const cancelled = ended.filter(([, ending]) => ending !== 'completed').map(([id]) => id);
  const completed = ended.filter(([, ending]) => ending === 'completed').map(([id]) => id);
  if (options.json)
    printJson(io, { status: cancelled.length > 0 ? 'cancelled' : 'done', workflowIds: cancelled });
  else
    io.out(
      [...cancelledLines(cancelled, options.batch !== undefined), ...completedLines(completed)].join('\n'),
    );
  return ExitCode.done;
}

function cancelledLines(ids: string[], isBatch: boolean): string[] {
  if (ids.length === 0) return [];
  const kept = isBatch ? 'What was answered is kept' : 'What was done is written';
  return [`Cancelled: ${ids.join(', ')}. ${kept}; a new start goes on from the store.`];
}

const completedLines = (ids: string[]): string[] =>
  ids.length === 0 ? [] : [`Too late to cancel: ${ids.join(', ')}. All of it was done.`];
