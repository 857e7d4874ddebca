import type { Flags } from '../../config.ts';
import { requireEndpoint } from '../../config.ts';
import { ExitCode } from '../../domain/userError.ts';
import { openEngine } from '../../engine/connect.ts';
import { stoppingWords, whenInterrupted } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { keptLimits } from '../keptLimits.ts';
import type { DataOptions } from '../options.ts';
import { askForLimits } from '../../executor/askForLimits.ts';
import { startOwnWorker } from '../../executor/ownWorker.ts';
import { findFolder, openPlace } from '../session.ts';

/** Two minutes hold every call that is still answered, and ten seconds more to book it. */
export const graceMs = 130_000;

export async function run(options: DataOptions & Flags, io: Io): Promise<ExitCode> {
  const place = await findFolder(options, io);
  const endpoint = requireEndpoint(place.config);
  await using session = await openPlace(place);
  const { config, store, folder } = session;
  // Only a limit that was asked for changes the folder's.
  const setsLimits = options.maxWorkers !== undefined || options.rateLimit !== undefined;
  const { baseUrl } = endpoint;
  if (setsLimits) askForLimits(store.quick, baseUrl, keptLimits(session, baseUrl, options));
  const onLine = (line: string) => void (options.quiet || io.err(line));
  const interruption = whenInterrupted({ ...io, err: onLine }, () => stoppingWords(graceMs));
  const { engine, client } = await openEngine({ ...config, onLine });
  const worker = await startOwnWorker(session, { engine, client, model: true, graceMs });
  onLine(`Working for ${folder.dir} with ${endpoint.model} at ${endpoint.baseUrl}. Ctrl-C stops.`);
  await Promise.race([untilAborted(interruption.signal), worker.ended]);
  await worker.stop();
  await client.connection.close();
  return interruption.signal.reason === 'SIGTERM' ? ExitCode.done : ExitCode.interrupted;
}

/** At once when the signal came while the worker was starting. */
const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
