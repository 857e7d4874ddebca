import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../domain/userError.ts';
import { hasCode } from './processes.ts';

/**
 * Makes the state folder and those above it that are absent, open to their owner alone. One after the other: Node's
 * recursive `mkdir` never ends in a place such as /proc, where nothing can be made.
 *
 * @throws UserError when it cannot be made.
 */
export function makeStateFolder(dir: string): void {
  if (existsSync(dir)) return;
  makeStateFolder(path.dirname(dir));
  try {
    mkdirSync(dir, { mode: 0o700 });
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return;
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(
      'no-state-folder',
      `The folder for the engine, ${dir}, cannot be made: ${why}.`,
      'Name another one with AITA_STATE_DIR, or leave that out.',
    );
  }
}
