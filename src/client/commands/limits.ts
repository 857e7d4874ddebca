import { counted } from '../../domain/counted.ts';
import { widthInWords } from '../../domain/maxWorkers.ts';
import { tokensInWords } from '../../domain/tokensInWords.ts';
import { ExitCode, UserError } from '../../domain/userError.ts';
import { askForLimits, type AskedLimits } from '../../executor/askForLimits.ts';
import { setLanes } from '../../executor/setLanes.ts';
import type { Io } from '../io.ts';
import { keptLimits } from '../keptLimits.ts';
import { withOpenRuns, type ControlOptions } from '../openRuns.ts';
import { printJson } from '../output.ts';
import { requirePlanOf } from '../planOfJob.ts';
import { openPlace, findAssignment, type Session } from '../session.ts';

interface LimitsOfProvider extends AskedLimits {
  /** Base URL, or `offline`. */
  endpoint: string;
}

export async function run(options: ControlOptions, io: Io): Promise<ExitCode> {
  const place = await findAssignment(options, io);
  const { maxWorkers, rateLimit } = options;
  if (maxWorkers === undefined && rateLimit === undefined && place.config.rateLimitTpm === null)
    throw nothingGiven();
  await using session = await openPlace(place);
  const limits = await changeLimits(session, options);
  if (options.json) printJson(io, { ...limits[0], limits });
  else io.out(limits.map((row) => inWords(row, session.folder.dir)).join('\n'));
  return ExitCode.done;
}

/** Of each provider that an open run calls. */
async function changeLimits(session: Session, options: ControlOptions): Promise<LimitsOfProvider[]> {
  return withOpenRuns(session, options, async (client, runs) => {
    const changed = new Map<string, LimitsOfProvider>();
    for (const { workflowId } of runs) {
      const { endpoint } = requirePlanOf(session.store, workflowId);
      const limits = keptLimits(session, endpoint, options);
      askForLimits(session.store.quick, endpoint, limits);
      await setLanes(client, workflowId, limits.maxWorkers);
      changed.set(endpoint, { endpoint, ...limits });
    }
    return [...changed.values()];
  });
}

const inWords = (limits: LimitsOfProvider, dataDir: string): string =>
  `From now on ${widthInWords(limits.maxWorkers)} and ${counted(limits.rateLimitRps, 'start')} a second` +
  `${tokensInWords(limits.rateLimitTpm)}, for all workers of ${dataDir} that call ${limits.endpoint}.`;

const nothingGiven = (): UserError =>
  new UserError(
    'wrong-usage',
    'No limit was given.',
    'Give --max-workers, --rate-limit or both. Those in force: aita status',
  );
