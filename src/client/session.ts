import type { Config, Flags } from '../config.ts';
import {
  findDataFolder,
  openDataFolder,
  openAssignment,
  type Assignment,
  type DataFolder,
  type FoundFolder,
} from '../files/dataFolder.ts';
import { checkStore } from '../store/checkStore.ts';
import { Store, storeFile } from '../store/store.ts';
import { batchNamed } from './batchNamed.ts';
import { commandConfig } from './commandConfig.ts';
import { refuseExternalEngine } from './runEngine.ts';
import type { Io } from './io.ts';
import type { DataOptions } from './options.ts';

/** What a command was given, looked at; nothing is written yet, so that a mistake leaves no trace. */
export interface Place {
  io: Io;
  config: Config;
  folder: FoundFolder;
}

/** The same, for one assignment. */
export interface AssignmentPlace extends Place {
  assignment: Assignment;
}

/** What a command works with: the folder has its id, the store is open. `await using` closes the store. */
export interface FolderSession extends Place {
  folder: DataFolder;
  store: Store;
}

export interface Session extends FolderSession {
  assignment: Assignment;
}

type NamedOptions = DataOptions & Flags & { batch?: string };
type FolderOptions = Pick<DataOptions, 'dataDir'> & Flags;

export async function findFolder(options: FolderOptions, io: Io): Promise<Place> {
  const config = commandConfig(options, io);
  const folder = await findDataFolder(config.dataDir);
  checkStore(storeFile(folder.dir));
  return { io, config, folder };
}

/** A batch has no folder of its own and is known by its name alone. */
export async function findAssignment(options: NamedOptions, io: Io): Promise<AssignmentPlace> {
  const place = await findFolder(options, io);
  const batch = batchNamed(options);
  if (batch !== null) return { ...place, assignment: { name: batch, dir: place.folder.dir } };
  return { ...place, assignment: await openAssignment(place.folder, options.assignment) };
}

/** Begins work in a place. */
export async function openPlace<P extends Place>(
  place: P,
  { keeps = true }: { keeps?: boolean } = {},
): Promise<P & FolderSession & AsyncDisposable> {
  const folder = await openDataFolder(place.folder.dir);
  const store = new Store(storeFile(folder.dir), { keeps });
  return { ...place, folder, store, [Symbol.asyncDispose]: async () => store.close() };
}

/** The same for a command that runs a pipeline: without checkpoints its store keeps spend and limits only. */
export async function openForRun<P extends Place>(place: P): Promise<P & FolderSession & AsyncDisposable> {
  const keeps = place.config.checkpointing;
  if (!keeps) await refuseExternalEngine(place.config);
  return openPlace(place, { keeps });
}

export const openFolder = async (options: FolderOptions, io: Io) => openPlace(await findFolder(options, io));

export const openSession = async (options: NamedOptions, io: Io) =>
  openPlace(await findAssignment(options, io));
