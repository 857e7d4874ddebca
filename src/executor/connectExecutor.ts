import type { Client } from '@temporalio/client';
import type { ModelAccess } from '../activities/desk.ts';
import { openEngine, type EngineTarget } from '../engine/connect.ts';
import type { RunningWorker } from '../worker.ts';
import type { Workplace } from './workplace.ts';

export interface Connected {
  engine: EngineTarget;
  client: Client;
  worker: RunningWorker;
  close: () => Promise<void>;
}

/** What calls in flight get to finish when the executor closes. */
const graceMs = 10_000;

/** Finds or starts the engine, and works for the folder in this process. */
export async function connectExecutor(
  workplace: Workplace,
  access: ModelAccess | null,
  onLine: ((line: string) => void) | undefined,
): Promise<Connected> {
  const { engine, client } = await openEngine({ ...workplace.config, onLine });
  // Half a second to load, which a program that only makes tasks does not need.
  const { startOwnWorker } = await import('./ownWorker.ts');
  const starting = startOwnWorker(workplace, { engine, client, model: access ?? true, graceMs });
  const worker = await starting.catch(async (error: unknown) => {
    await client.connection.close();
    throw error;
  });
  // Whoever waits for a batch hears it.
  worker.ended.catch(() => undefined);
  return {
    engine,
    client,
    worker,
    async close() {
      await worker.stop();
      await client.connection.close();
    },
  };
}
