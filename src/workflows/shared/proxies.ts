import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { LocalSteps, ModelSteps } from '../../activities/index.ts';

/** Steps that wait on a model. `queue` is the provider's, so that only a worker with its key takes them. */
export const modelStepsOn = (queue: string) =>
  proxyActivities<ModelSteps>({
    taskQueue: queue,
    // A step waits for the limiter as long as it takes (a night at a low rate); one call's limit is the HTTP client's.
    startToCloseTimeout: '24 hours',
    // Beats come every 1.2 s, sent at most every 1.5 s: three may be lost on a busy machine before a live worker is given up.
    heartbeatTimeout: '5 seconds',
    // A cancelled run must not wait for replies; the step itself books the cut call.
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    // How often an item is tried is counted in the store (crashes and outages do not count), so the engine never gives up by itself.
    retry: { initialInterval: '200 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
  });

/** Steps on files and the store of this folder. */
export const localSteps = proxyActivities<LocalSteps>({
  // Rewriting every student of a 3,000-page exam takes seconds; a minute tells a slow disk from a dead worker.
  startToCloseTimeout: '1 minute',
  // Tells a dead worker, as for the model steps.
  heartbeatTimeout: '5 seconds',
  // A worker that cannot write ends and says so; the next one goes on with the step.
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
});
