import { offlineFlag } from '../domain/endpoint.ts';
import type { Plan } from '../domain/plan.ts';
import { providerName } from '../llm/request.ts';
import { otherWorkers } from '../store/workers.ts';
import { namesOf } from './leaveRun.ts';
import type { Session } from './session.ts';

/** For whoever only watches: says, once for each change, that nobody works, and that somebody does again. */
export function missingWorker({ store }: Session, { endpoint }: Pick<Plan, 'endpoint'>): () => string[] {
  let wasThere = true;
  return () => {
    const workers = otherWorkers(store.quick, providerName(endpoint));
    const isThere = workers.length > 0;
    if (isThere === wasThere) return [];
    wasThere = isThere;
    return [isThere ? `Work goes on in ${namesOf(workers)}.` : nobodyWorks(endpoint)];
  };
}

export const noWorkerCalls = (endpoint: string): string =>
  `No worker runs that calls ${endpoint}, so nothing is done.`;

const nobodyWorks = (endpoint: string): string =>
  `${noWorkerCalls(endpoint)} Start one in another terminal: aita worker${offlineFlag(endpoint)}`;
