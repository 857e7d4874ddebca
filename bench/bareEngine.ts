import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { connectClient } from '../src/engine/connect.ts';
import { engineStatus } from '../src/engine/engine.ts';
import { embeddedTarget } from '../src/engine/engineTarget.ts';
import type { Stage } from './stage.ts';
import type { emptySteps } from './emptySteps.workflow.ts';

const count = 1000;
const queues = { workflows: 'empty-workflows', steps: 'empty-steps' };

/**
 * Steps a second that the stage's engine and a plain worker do when a step does nothing: the yardstick of what this
 * machine can do at this moment.
 */
export async function bareEngine({ stateDir }: Stage, width: number): Promise<number> {
  const status = await engineStatus({ stateDir });
  if (!status.running) throw new Error(`No engine runs in ${stateDir}.`);
  const client = await connectClient(embeddedTarget(status.address, null));
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const connection = await NativeConnection.connect({ address: status.address });
  const workers = await Promise.all([
    Worker.create({
      connection,
      taskQueue: queues.workflows,
      workflowsPath: join(import.meta.dirname, 'emptySteps.workflow.ts'),
    }),
    Worker.create({
      connection,
      taskQueue: queues.steps,
      activities: { doNothing: async (position: number) => position },
    }),
  ]);
  const ran = Promise.all(workers.map((worker) => worker.run()));
  const run = (steps: number) =>
    client.workflow.execute<typeof emptySteps>('emptySteps', {
      workflowId: `empty-steps-${steps}`,
      taskQueue: queues.workflows,
      args: [{ count: steps, width }],
    });
  // Loading and compiling are no step's.
  await run(count / 4);
  const startedMs = performance.now();
  await run(count);
  const perSecond = (count * 1000) / (performance.now() - startedMs);
  for (const worker of workers) worker.shutdown();
  await ran;
  await Promise.all([connection.close(), client.connection.close()]);
  return perSecond;
}
