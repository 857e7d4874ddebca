import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineFiles } from './engineRecord.ts';
import type { KeeperOrder, KeeperReply } from './keeperMessages.ts';

// `.ts` in a clone, `.js` when installed.
const keeperFile = fileURLToPath(new URL(`keeper${path.extname(import.meta.url)}`, import.meta.url));

/** Starts a keeper that outlives this process, and waits for its one answer. */
export async function startKeeper(order: KeeperOrder, files: EngineFiles): Promise<KeeperReply> {
  const log = openSync(files.log, 'a', 0o600);
  const args = ['--disable-warning=ExperimentalWarning', keeperFile, JSON.stringify(order)];
  const keeper = spawn(process.execPath, args, {
    cwd: files.stateDir,
    detached: true,
    // A process that stays holds nobody's keys.
    env: {},
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  try {
    return await Promise.race([firstMessage(keeper), endOf(keeper, files)]);
  } finally {
    if (keeper.connected) keeper.disconnect();
    keeper.unref();
  }
}

const firstMessage = (keeper: ChildProcess): Promise<KeeperReply> =>
  once(keeper, 'message').then(([message]) => message as KeeperReply);

/** A keeper that somebody killed is no fault of the engine: the caller looks again. */
async function endOf(keeper: ChildProcess, files: EngineFiles): Promise<KeeperReply> {
  // Its answer may still be on the way when it has ended, and is there once the line is down.
  await Promise.all([once(keeper, 'exit'), once(keeper, 'disconnect')]);
  if (keeper.signalCode !== null) return { kind: 'busy' };
  throw new Error(`The engine's keeper ended early; see ${files.log}.`);
}

/** Whether a command line is that of a keeper of this state folder. */
export const isKeeperOf = (command: string, files: EngineFiles): boolean =>
  /[\\/]keeper\.[jt]s \{/.test(command) && command.includes(`{"stateDir":${JSON.stringify(files.stateDir)},`);
