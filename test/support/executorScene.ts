import { after } from 'node:test';
import { createExecutor, type Executor } from '../../src/index.ts';
import type { ExecutorOptions } from '../../src/executor/createExecutor.ts';
import { Store, storeFile } from '../../src/store/store.ts';
import { sharedEngine } from './engine.ts';
import type { FaultModelOptions } from './faultModel.ts';
import { bareEnvironment } from './runCli.ts';
import { spawnFaultModel, type SpawnedFaultModel } from './spawnFaultModel.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** A model, and executors on a data folder of their own. Everything ends with the tests of the file. */
export interface ExecutorScene {
  model: SpawnedFaultModel;
  dataDir: string;
  env: Record<string, string>;
  /** Opens one more executor; it is closed at the end when the test has not done it. */
  open(options?: ExecutorOptions): Promise<Executor>;
  store(): Store;
}

export async function executorScene(options: FaultModelOptions = {}): Promise<ExecutorScene> {
  const model = await spawnFaultModel(options);
  const dataDir = temporaryFolder();
  const env = {
    ...bareEnvironment(),
    AITA_STATE_DIR: temporaryFolder(),
    AITA_BASE_URL: model.baseUrl,
    AITA_API_KEY: 'test',
    AITA_MODEL: 'gpt-5.4-mini',
    AITA_RATE_LIMIT_RPS: '1000',
    TEMPORAL_ADDRESS: (await sharedEngine()).address,
  };
  const opened: Executor[] = [];
  after(async () => {
    for (const executor of opened) await executor.close();
    await model.close();
  });
  return {
    model,
    dataDir,
    env,
    async open(more = {}) {
      const executor = await createExecutor({ env, dataDir, ...more });
      opened.push(executor);
      return executor;
    },
    store: () => new Store(storeFile(dataDir)),
  };
}
