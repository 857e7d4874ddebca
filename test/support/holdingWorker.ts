import { fileURLToPath } from 'node:url';
import { after } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  Worker,
} from '@temporalio/worker';
import { bundleWorkflows } from '../../src/engine/workflowBundle.ts';
import { sharedEngine } from './engine.ts';
import { Holder } from './holdSteps.ts';
import { waitFor } from './waitFor.ts';

// A step that ends after its run was cancelled is told off by the engine; that is expected here.
const filter = makeTelemetryFilterString({ core: 'ERROR' });

/** A worker on the shared engine whose steps are held by a test; `renew` forgets what an earlier test has left. */
export async function holdingWorker(taskQueue: string) {
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { filter } },
  });
  const { connectionOptions } = await sharedEngine();
  const client = new Client({ connection: await Connection.connect(connectionOptions) });
  const connection = await NativeConnection.connect(connectionOptions);
  const held = { holder: new Holder() };
  const code = await bundleWorkflows(fileURLToPath(new URL('fanOutWorkflows.ts', import.meta.url)));
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowBundle: { code },
    activities: {
      hold: (item: string) => held.holder.hold(item),
      postSpend: () => Promise.resolve({ spentUsd: 0, unpriced: 0, limits: '' }),
      setGate: () => Promise.resolve(),
    },
  });
  const ended = worker.run();
  after(async () => {
    worker.shutdown();
    await ended;
    await connection.close();
    await client.connection.close();
  });
  return {
    client,
    get holder(): Holder {
      return held.holder;
    },
    /** Gives the holder that was in use. */
    renew(): Holder {
      const before = held.holder;
      held.holder = new Holder();
      return before;
    },
    untilHeld: (...items: string[]): Promise<unknown> =>
      waitFor(() => held.holder.held.toSorted().join() === items.toSorted().join(), 30_000),
  };
}
