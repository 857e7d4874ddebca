import { chmodSync, readFileSync, realpathSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeStateFolder } from './makeStateFolder.ts';
import { hasCode } from './processes.ts';

/** What `engine.json` in the state folder says about the engine. */
export interface EngineRecord {
  /** The first of the engine's four ports; kept while it is stopped. */
  firstPort: number;
  /** `null`: stopped, or about to be. */
  pid: number | null;
  keeperPid: number;
  /** Of the `temporal` program. */
  version: string;
  generation: number;
}

export interface EngineFiles {
  stateDir: string;
  database: string;
  record: string;
  log: string;
  /** Locked by the keeper for as long as it lives. */
  lock: string;
  /** Its time of change is when a command or worker last used the engine. */
  used: string;
  /** There from `aita engine stop` to the next start, so that a worker does not undo the stop. */
  stopped: string;
}

/** Makes the state folder if need be, open to its owner alone. */
export function engineFiles(stateDir: string): EngineFiles {
  makeStateFolder(stateDir);
  chmodSync(stateDir, 0o700);
  // One engine a folder, by whatever path it is reached.
  const folder = realpathSync(stateDir);
  return {
    stateDir: folder,
    database: path.join(folder, 'engine.db'),
    record: path.join(folder, 'engine.json'),
    log: path.join(folder, 'engine.log'),
    lock: path.join(folder, 'engine.lock'),
    used: path.join(folder, 'engine.used'),
    stopped: path.join(folder, 'engine.stopped'),
  };
}

export function readRecord(files: EngineFiles): EngineRecord | null {
  try {
    return JSON.parse(readFileSync(files.record, 'utf8')) as EngineRecord;
  } catch (error) {
    // A power cut can leave it empty. The keeper finds an engine without it.
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError) return null;
    throw error;
  }
}

export function writeRecord(files: EngineFiles, record: EngineRecord): void {
  const temporary = `${files.record}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, files.record);
}

/** Tells the keeper that the engine is wanted. */
export function markUsed(files: EngineFiles): void {
  const now = new Date();
  try {
    utimesSync(files.used, now, now);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    writeFileSync(files.used, '', { mode: 0o600 });
  }
}
