import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process was started, as an opaque text, or `null` when there is no such process.
 * A pid alone is not enough: numbers are used again, and a dead worker must not look alive.
 */
export function processStarted(pid: number): string | null {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

export const isAlive = (pid: number, started: string): boolean => processStarted(pid) === started;

export const ownProcess = { pid: process.pid, started: processStarted(process.pid) ?? 'unknown' };

function fromProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses and may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const isZombie = fields[0] === 'Z' || fields[0] === 'X';
    return isZombie ? null : (fields[19] ?? null);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Processes of one host may have different languages and time zones, in which ps would write. */
const plainTimes = ['LC_ALL=C', 'TZ=UTC'];

export function fromPs(pid: number): string | null {
  try {
    const ps = [...plainTimes, 'ps', '-o', 'lstart=', '-p', String(pid)];
    const found = execFileSync('env', ps, { encoding: 'utf8' });
    const text = found.trim().replace(/\s+/g, '-');
    return text === '' ? null : text;
  } catch (error) {
    // ps ends with 1 when there is no such process.
    if (error instanceof Error && 'status' in error && error.status === 1) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH');
}
