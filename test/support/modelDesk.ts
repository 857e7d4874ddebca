import { after } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/activity';
import { DefaultLogger } from '@temporalio/worker';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Ask } from '../../src/activities/askModel.ts';
import type { Desk, Run } from '../../src/activities/desk.ts';
import type { StepState } from '../../src/activities/heartbeat.ts';
import { openAiProvider } from '../../src/llm/openAiProvider.ts';
import type { ModelRequest } from '../../src/llm/request.ts';
import { Store, storeFile } from '../../src/store/store.ts';
import { startFaultModel, type FaultModelOptions } from './faultModel.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** A signal that a step sent, instead of to an engine. */
export interface Told {
  workflowId: string;
  runId: string | undefined;
  reason: unknown;
}

/** A model, and the desk of a worker that calls it, without an engine. Everything ends with the tests of the file. */
export async function modelDesk(options: FaultModelOptions = {}) {
  const model = await startFaultModel(options);
  const dataDir = temporaryFolder();
  const store = new Store(storeFile(dataDir));
  const endpoint = model.baseUrl;
  const provider = openAiProvider({ baseUrl: endpoint, apiKey: 'test', timeoutMs: 5000 });
  const access = { provider, endpoint, baseUrl: endpoint, prices: { inputUsd: null, outputUsd: null } };
  const desk: Desk = { dataDir, folder: 'folder', store, model: access };
  const told: Told[] = [];
  const beats: StepState[] = [];
  const connection = Connection.lazy();
  const client = new Client({ connection, interceptors: { workflow: [{ signal: keepIn(told) }] } });
  after(async () => {
    store.close();
    await connection.close();
    await model.close();
  });
  return {
    model,
    desk,
    store,
    told,
    beats,
    /** A question whose every answer can be used, and which all items share. */
    ask: (run: Run, more: Partial<Ask<string>> = {}): Ask<string> => ({
      request: aRequest(endpoint, 'Say something.'),
      read: (text) => ({ ok: true, value: text }),
      run,
      step: 'step',
      item: 'item',
      assignment: 'Final',
      pipeline: 'transcribe',
      reuse: true,
      maxRetries: 3,
      ...more,
    }),
    /** Runs a step of the pipeline `job` as a worker would, once. */
    attempt: <T>(run: Run, step: () => Promise<T>): Promise<T> => {
      const info = { workflowExecution: { workflowId: run.job, runId: run.id } };
      const worker = new MockActivityEnvironment(info, { client, logger: new DefaultLogger('ERROR') });
      worker.on('heartbeat', (state: StepState) => void beats.push(state));
      return worker.run(step);
    },
  };
}

export const aRequest = (baseUrl: string, text: string): ModelRequest => ({
  baseUrl,
  model: 'm',
  messages: [{ role: 'user', content: [{ type: 'text', text }] }],
  schema: null,
  temperature: 0,
  maxOutputTokens: 100,
  sample: 0,
});

export const aRun = (id: string): Run => ({
  id,
  job: 'transcribe:Final:folder',
  startedAt: Date.now(),
  plan: 'plan',
});

/** Tries as long as the engine would, but at once; gives the value, or why it failed for good. */
export async function tryAll<T>(step: () => Promise<T>, atMost = 10): Promise<T | string> {
  for (let attempt = 0; attempt < atMost; attempt++) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      if (error.nonRetryable) return error.message;
    }
  }
  throw new Error(`Not over after ${atMost} attempts.`);
}

interface Signal {
  workflowExecution: { workflowId?: string | null; runId?: string | null };
  args: unknown[];
}

const keepIn =
  (told: Told[]) =>
  async ({ workflowExecution: { workflowId, runId }, args }: Signal): Promise<void> => {
    told.push({ workflowId: workflowId ?? '', runId: runId ?? undefined, reason: args[0] });
  };
