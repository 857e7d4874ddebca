import type { Config, Flags } from '../config.ts';
import { UserError } from '../domain/userError.ts';
import { openDataFolder, resolveAssignment, type Assignment, type DataFolder } from '../files/dataFolder.ts';
import { Store, storeFile } from '../store/store.ts';
import { commandConfig } from './commandConfig.ts';
import type { Io } from './io.ts';
import type { DataOptions } from './options.ts';

/** What a command on a data folder works with. */
export interface FolderSession {
  io: Io;
  config: Config;
  folder: DataFolder;
  store: Store;
}

/** The same, for one assignment. */
export interface Session extends FolderSession {
  assignment: Assignment;
}

/** Opens the data folder and its store; `await using` closes the store. */
export async function openFolder(options: FolderOptions, io: Io): Promise<FolderSession & AsyncDisposable> {
  return open(options, io, () => ({}));
}

/** Opens one assignment too; nothing is written when there is no such assignment. */
export async function openSession(options: DataOptions & Flags, io: Io): Promise<Session & AsyncDisposable> {
  return open(options, io, (folder) => ({ assignment: resolveAssignment(folder, options.assignment) }));
}

type FolderOptions = Pick<DataOptions, 'dataDir'> & Flags;

async function open<More>(options: FolderOptions, io: Io, more: (folder: DataFolder) => More) {
  const config = commandConfig(options, io);
  refuseUnbuilt(config);
  const folder = await openDataFolder(config.dataDir);
  const extra = more(folder);
  const store = new Store(storeFile(folder.dir));
  return { io, config, folder, store, ...extra, [Symbol.asyncDispose]: async () => store.close() };
}

/** Settings that are promised and not built yet are refused: a cap that is ignored would be worse than none. */
function refuseUnbuilt({ budgetUsd, rateLimitTpm, checkpointing }: Config): void {
  const set = [
    ...(budgetUsd === null ? [] : ['AITA_BUDGET_USD']),
    ...(rateLimitTpm === null ? [] : ['AITA_RATE_LIMIT_TPM']),
    ...(checkpointing ? [] : ['AITA_ENABLE_CHECKPOINTING=false']),
  ];
  if (set.length === 0) return;
  throw new UserError(
    'not-yet',
    `${set.join(' and ')} does not work yet.`,
    'Take it out of the environment and .env; nothing was spent.',
  );
}
