import { clockTime } from '../domain/clockTime.ts';
import type { LiveWorker } from '../store/workers.ts';

/** Who works for the folder now, as `status` shows it. */
export function workerLines(workers: LiveWorker[]): string[] {
  return workers.map(({ pid, host, isHere, endpoint, apartFor, since }) => {
    const where = isHere ? '' : ` on ${host}`;
    const what = apartFor === null ? '' : `, for a run of ${apartFor} that is not kept`;
    return `Worker ${pid}${where}: calls ${endpoint}${what}, since ${clockTime(since)}`;
  });
}
