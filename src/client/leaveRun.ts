import { writeResultsName } from '../domain/identity.ts';
import { isRunNotFound } from '../executor/findOpenRun.ts';
import { endOf, type Ending } from '../executor/watchRun.ts';
import type { PlannedRun, StartedRun } from '../executor/startRun.ts';
import { haveCallsEnded } from '../store/callsEnded.ts';
import { countOutcomes } from '../store/outcomes.ts';
import { otherWorkers, type LiveWorker } from '../store/workers.ts';
import { stoppingWords } from './interrupt.ts';
import type { Session } from './session.ts';
import { waitUntil } from './waitUntil.ts';

/** Ctrl-C must not hold a terminal for long. */
export const graceMs = 10_000;

/** What the first Ctrl-C does, as it is said then. */
export function leavingWords({ store }: Session, provider: string, works: boolean): string {
  const carriers = otherWorkers(store.quick, provider);
  const goesOn = carriers.length > 0 ? ` The run goes on in ${namesOf(carriers)}.` : '';
  if (!works) return `No longer watching.${goesOn}`;
  return `${stoppingWords(graceMs)}${goesOn}`;
}

/** To be done before this process's worker stops; gives how the run has ended by then. */
export async function leaveRun(
  session: Session,
  run: StartedRun & Pick<PlannedRun, 'steps'>,
  ending: Ending,
): Promise<Ending> {
  const { store } = session;
  const { handle, runId } = run;
  const callsEnded = () => haveCallsEnded(store.durable, runId);
  // A paused run starts no call; those in flight are paid for and worth waiting for.
  if (ending === 'paused') await waitUntil(callsEnded);
  if (ending === 'paused' && store.keeps) return writePaused(session, run);
  if (store.keeps || (ending !== 'paused' && ending !== 'interrupted')) return ending;
  const deadline = Date.now() + graceMs;
  await waitUntil(() => callsEnded() || Date.now() > deadline);
  // Nobody can go on with it: cancelled, it writes what it has.
  await handle.cancel();
  await untilOver(handle);
  return ending;
}

/** Writes what a paused run has. The calls that were in flight may have been its last ones. */
async function writePaused(
  { store }: Session,
  { handle, runId, steps }: StartedRun & Pick<PlannedRun, 'steps'>,
): Promise<Ending> {
  try {
    await handle.executeUpdate(writeResultsName);
  } catch (error) {
    if (isRunNotFound(error)) return untilOver(handle);
    throw error;
  }
  const { done, failed } = countOutcomes(store.quick, handle.workflowId, runId);
  return done + failed === steps ? untilOver(handle) : 'paused';
}

const untilOver = (handle: StartedRun['handle']): Promise<Ending> =>
  endOf(handle, new AbortController().signal);

/** e.g. `worker 4711` or `worker 4711 and worker 99 on otherhost`. */
export function namesOf(workers: LiveWorker[]): string {
  return workers.map(({ pid, host, isHere }) => `worker ${pid}${isHere ? '' : ` on ${host}`}`).join(' and ');
}
