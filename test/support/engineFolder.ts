import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import type { EngineOptions } from '../../src/engine/engine.ts';
import {
  engineFiles,
  readRecord,
  type EngineFiles,
  type EngineRecord,
} from '../../src/engine/engineRecord.ts';
import { findTemporal } from '../../src/engine/findTemporal.ts';
import { isEngineOn } from '../../src/engine/flags.ts';
import { processTable, signalProcess } from '../../src/engine/processes.ts';
import { isKeeperOf } from '../../src/engine/startKeeper.ts';
import { programOptions } from './engine.ts';
import { waitFor } from './waitFor.ts';

export interface EngineFolder {
  options: EngineOptions;
  files: EngineFiles;
  /** Lines that commands would have shown. */
  lines: string[];
  engines(): number[];
  keepers(): number[];
  record(): EngineRecord;
  /** Kills processes as `kill -9` does and waits until they are gone. */
  kill(pids: number[]): Promise<void>;
}

/** A state folder of its own, whose processes and files are gone after the tests of the file that calls this at its top. */
export async function engineFolder(): Promise<EngineFolder> {
  const { path: temporalCli } = await findTemporal(programOptions());
  const files = engineFiles(mkdtempSync(path.join(tmpdir(), 'aita-engine-')));
  const lines: string[] = [];
  const pids = (isIt: (command: string) => boolean): number[] =>
    processTable()
      .filter(({ command }) => isIt(command))
      .map(({ pid }) => pid);
  const folder: EngineFolder = {
    options: {
      stateDir: files.stateDir,
      temporalCli,
      searchPath: '',
      onLine: (line) => void lines.push(line),
    },
    files,
    lines,
    engines: () => pids((command) => isEngineOn(command, files.database)),
    keepers: () => pids((command) => isKeeperOf(command, files)),
    record() {
      const record = readRecord(files);
      if (record === null) throw new Error('there is no record');
      return record;
    },
    async kill(doomed) {
      for (const pid of doomed) signalProcess(pid, 'SIGKILL');
      await waitFor(() => doomed.every((pid) => !processTable().some((running) => running.pid === pid)));
    },
  };
  after(async () => {
    await folder.kill([...folder.keepers(), ...folder.engines()]);
    rmSync(files.stateDir, { recursive: true, force: true, maxRetries: 5 });
  });
  return folder;
}
