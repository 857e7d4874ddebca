import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasCode } from './processes.ts';

/** Bytes from which on a log goes on in a new file. */
export const longLog = 5_000_000;

/** Puts a long log aside, in the place of the one before. */
export function rotateLog(file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= longLog) return;
  try {
    renameSync(file, `${file}.1`);
  } catch (error) {
    // Another process was faster.
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/** Adds a line. The folder is made anew when somebody has cleared it away: a log must not end the calls in flight. */
export function appendToLog(file: string, line: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  rotateLog(file);
  appendFileSync(file, `${line}\n`);
}
