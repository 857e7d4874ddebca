import { environment, loadConfig, type Config, type Flags } from '../config.ts';
import { UserError } from '../domain/userError.ts';
import { openDataFolder } from '../files/dataFolder.ts';
import type { ChatClient } from '../llm/openAiProvider.ts';
import { Store, storeFile } from '../store/store.ts';
import { Executor } from './executor.ts';
import { executorModel } from './executorModel.ts';

export interface ExecutorOptions {
  /**
   * A client of the `openai` package. With it every call is made in this process, by this client, its key and its time
   * limit (its own retries are off: the executor retries). Without: the endpoint of the environment, as for all commands.
   */
  openai?: ChatClient;
  /** Name of the model; by default that of the environment (AITA_MODEL). */
  model?: string;
  /** Model calls in flight at once, over all processes of the data folder; `auto`: as many as the provider allows. Default: AITA_MAX_WORKERS, else 5. */
  maxWorkers?: number | 'auto';
  /** Model calls started per second, likewise; fractions work. Default: AITA_RATE_LIMIT_RPS, else 10. */
  rateLimit?: number;
  /** Where the store is (`<dataDir>/.aita/store.db`); made when it is absent. Default: AITA_DATA_DIR, else `./data`. */
  dataDir?: string;
  /** In place of this process's environment; `.env` in the working folder is read beneath it. */
  env?: Record<string, string | undefined>;
  /** Told what a user should know of the engine, a line each, e.g. that it stays in the background. */
  onLine?: (line: string) => void;
}

/**
 * Opens a data folder for batches. The engine is the one that TEMPORAL_ADDRESS names, else an embedded one that is
 * started with the first batch. Close it (`await using`): an open executor keeps the process alive.
 * @throws UserError for settings that make no sense (`bad-setting`), without a key (`no-key`) or a model (`no-model`),
 * and when the folder cannot be written.
 */
export async function createExecutor(options: ExecutorOptions = {}): Promise<Executor> {
  const config = readConfig(options);
  const model = executorModel(config, options.openai, options.model);
  const folder = await openDataFolder(config.dataDir, { create: true });
  const store = new Store(storeFile(folder.dir));
  return new Executor({ config, folder, store }, model, options.onLine);
}

function readConfig({ env, model, maxWorkers, rateLimit, dataDir }: ExecutorOptions): Config {
  const flags: Flags = {
    model,
    dataDir,
    maxWorkers: maxWorkers === undefined ? undefined : String(maxWorkers),
    rateLimit: rateLimit === undefined ? undefined : String(rateLimit),
  };
  // A relative folder means the program's, not the one where npm was typed.
  const variables = { ...(env ?? environment()), INIT_CWD: undefined };
  const config = loadConfig({ flags, env: variables, cwd: process.cwd() });
  if (config.checkpointing) return config;
  throw new UserError(
    'needs-checkpoints',
    'AITA_ENABLE_CHECKPOINTING is false, and an executor keeps every reply.',
    'Take it out; to ask and pay again, give a batch { resumeFromCheckpoint: false }.',
  );
}
