import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { pausedSignalName, postSpendName, spendQueryName, writeResultsName } from '../domain/identity.ts';
import type { Ledger, SpendRange } from '../domain/ledger.ts';
import type { Progress } from '../domain/progress.ts';

export const progressQuery = defineQuery<Progress>('progress');

/** Once it is answered, no new call of the run starts; those in flight finish. */
export const pauseUpdate = defineUpdate<void, [reason: string]>('pause');
export const resumeUpdate = defineUpdate<void>('resume');

/** Writes the results that exist, with a status for the rest: for a run that is paused. */
export const writeResultsUpdate = defineUpdate<void>(writeResultsName);

/** How many items are given out at once from now on; the limits themselves are in the store. */
export const setLanesUpdate = defineUpdate<void, [lanes: number]>('setLanes');

/** From a run to its open chunks: as `setLanes`. */
export const lanesSignal = defineSignal<[lanes: number]>('lanes');

/** From a step that found that no call can work (key refused, no credit) and closed the run's gate. */
export const pausedSignal = defineSignal<[reason: string, run?: string]>(pausedSignalName);

/** From a chunk whose last item was given to a worker: the next chunk may start. */
export const handedOutSignal = defineSignal<[chunk: number]>('handedOut');

/** Books a range of the journal, if it begins after the last number the ledger has; answers the last number it has then. */
export const postSpendUpdate = defineUpdate<number, [range: SpendRange]>(postSpendName);

export const spendQuery = defineQuery<Ledger>(spendQueryName);
