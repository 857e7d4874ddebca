import type { Config } from '../config.ts';
import type { DataFolder } from '../files/dataFolder.ts';
import type { Store } from '../store/store.ts';

/** What runs are started and worked on with: settings, a data folder, its store. */
export interface Workplace {
  config: Config;
  folder: DataFolder;
  store: Store;
}
