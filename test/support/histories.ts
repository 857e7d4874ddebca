import type { Client } from '@temporalio/client';
import { loadConfig } from '../../src/config.ts';
import { connectClient, connectEngine } from '../../src/engine/connect.ts';
import type { Scene } from './scene.ts';

/** A client of the scene's engine. */
export async function clientOf(scene: Pick<Scene, 'env' | 'folder'>): Promise<Client> {
  const env = { ...scene.env, PATH: process.env['PATH'], HOME: process.env['HOME'] };
  return connectClient(await connectEngine(loadConfig({ env, cwd: scene.folder })));
}

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;

/** Every payload in a history, as bytes. */
export function payloadsOf(history: History): Buffer[] {
  const found: Buffer[] = [];
  const walk = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    if ('metadata' in value && 'data' in value && value.data instanceof Uint8Array)
      found.push(Buffer.from(value.data));
    for (const inner of Object.values(value)) if (!(inner instanceof Uint8Array)) walk(inner);
  };
  walk(history.events);
  return found;
}

/** The newest run of the scene's exam and all its chunks. */
export async function historiesOf(
  client: Client,
  query: string,
): Promise<{ id: string; history: History }[]> {
  const found: { id: string; history: History }[] = [];
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    found.push({
      id: workflowId,
      history: await client.workflow.getHandle(workflowId, runId).fetchHistory(),
    });
  }
  return found;
}
