import { requireEndpoint } from '../../config.ts';
import { ExitCode } from '../../domain/userError.ts';
import { providerName } from '../../llm/request.ts';
import { setLimits } from '../../store/providers.ts';
import type { Io } from '../io.ts';
import { withOpenRuns, type ControlOptions } from '../openRuns.ts';
import { printJson } from '../output.ts';
import { openSession } from '../session.ts';

export async function run(options: ControlOptions, io: Io): Promise<ExitCode> {
  await using session = await openSession(options, io);
  const { config, store } = session;
  const { maxWorkers, rateLimitRps } = config;
  setLimits(store.quick, providerName(requireEndpoint(config).baseUrl), { maxWorkers, rateLimitRps });
  await withOpenRuns(session, options, async (client, runs) => {
    for (const { workflowId } of runs) {
      await client.workflow.getHandle(workflowId).executeUpdate('setLanes', { args: [2 * maxWorkers] });
    }
  });
  if (options.json) printJson(io, { maxWorkers, rateLimitRps });
  else
    io.out(
      `From now on ${maxWorkers} calls in flight and ${rateLimitRps} starts a second, for all workers of ${session.folder.dir}.`,
    );
  return ExitCode.done;
}
