import { counted } from '../../domain/counted.ts';
import { requireEndpoint } from '../../config.ts';
import { lanesFor, widthInWords } from '../../domain/maxWorkers.ts';
import { ExitCode } from '../../domain/userError.ts';
import { providerName } from '../../llm/request.ts';
import { setLimits } from '../../store/providers.ts';
import { setTokenLimit } from '../../store/tokenRate.ts';
import type { Io } from '../io.ts';
import { withOpenRuns, type ControlOptions } from '../openRuns.ts';
import { printJson } from '../output.ts';
import { findAssignment, openPlace } from '../session.ts';
import { tokensInWords } from '../tokensInWords.ts';

export async function run(options: ControlOptions, io: Io): Promise<ExitCode> {
  const place = await findAssignment(options, io);
  const { baseUrl } = requireEndpoint(place.config);
  await using session = await openPlace(place);
  const { config, store } = session;
  const { maxWorkers, rateLimitRps, rateLimitTpm } = config;
  setLimits(store.quick, providerName(baseUrl), { maxWorkers, rateLimitRps });
  // Not given is not taken away: the running job's terminal may have set it.
  if (rateLimitTpm !== null) setTokenLimit(store.quick, providerName(baseUrl), rateLimitTpm);
  await withOpenRuns(session, options, async (client, runs) => {
    for (const { workflowId } of runs) {
      await client.workflow.getHandle(workflowId).executeUpdate('setLanes', { args: [lanesFor(maxWorkers)] });
    }
  });
  if (options.json) printJson(io, { maxWorkers, rateLimitRps, rateLimitTpm });
  else
    io.out(
      `From now on ${widthInWords(maxWorkers)} and ${counted(rateLimitRps, 'start')} a second${tokensInWords(rateLimitTpm)}, for all workers of ${session.folder.dir}.`,
    );
  return ExitCode.done;
}
