import { endOf } from '../executor/watchRun.ts';
import type { Ending } from '../executor/watchRun.ts';
import type { StartedRun } from '../executor/startRun.ts';
import { countLeasesOfRun } from '../store/limiter.ts';
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

/** To be done before this process's worker stops. */
export async function leaveRun(
  session: Session,
  { handle, runId }: StartedRun,
  ending: Ending,
): Promise<void> {
  const { store } = session;
  const callsEnded = () => countLeasesOfRun(store.quick, runId) === 0;
  // A paused run starts no call; those in flight are paid for and worth waiting for.
  if (ending === 'paused') await waitUntil(callsEnded);
  if (store.keeps || (ending !== 'paused' && ending !== 'interrupted')) return;
  const deadline = Date.now() + graceMs;
  await waitUntil(() => callsEnded() || Date.now() > deadline);
  // Nobody can go on with it: cancelled, it writes what it has.
  await handle.cancel();
  await endOf(handle, new AbortController().signal);
}

/** e.g. `worker 4711` or `worker 4711 and worker 99 on otherhost`. */
export function namesOf(workers: LiveWorker[]): string {
  return workers.map(({ pid, host, isHere }) => `worker ${pid}${isHere ? '' : ` on ${host}`}`).join(' and ');
}
