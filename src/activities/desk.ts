import type { OwnPrices } from '../llm/pricing.ts';
import type { Provider } from '../llm/openAiProvider.ts';
import type { Store } from '../store/store.ts';

/** What every step works with: one data folder, its store, and the provider this worker has the key for. */
export interface Desk {
  /** Absolute path of the data folder. */
  dataDir: string;
  /** The id in its `course.json`. */
  folder: string;
  store: Store;
  /** `null` in a worker that only runs workflows and file steps. */
  model: ModelAccess | null;
}

export interface ModelAccess {
  provider: Provider;
  /** As written in plans and results: a base URL, or `offline`. */
  endpoint: string;
  /** Where it is reached; differs from `endpoint` for the stand-in only. */
  baseUrl: string;
  prices: OwnPrices;
  /** Name of its queue and in the list of workers, where that is not the endpoint's: a client of one process only. */
  queue?: string;
}

/** Which run a step belongs to. */
export interface Run {
  /** Run id of the pipeline's workflow; chunks of it pass on their parent's. */
  id: string;
  /** Workflow id of the pipeline. */
  job: string;
  /** When the run started by the engine's clock, in ms since 1970. */
  startedAt: number;
  /** Digest of the plan in the store. */
  plan: string;
}
