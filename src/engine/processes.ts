import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface RunningProcess {
  pid: number;
  /** Program and arguments, joined by spaces. */
  command: string;
}

/**
 * What a process was started as, or `null` when there is none.
 * Tells a living engine from another program that was given its old number.
 */
export function commandLine(pid: number, platform: NodeJS.Platform = process.platform): string | null {
  return platform === 'linux' ? fromProc(pid) : (fromPs(['-p', String(pid)])[0]?.command ?? null);
}

/** All processes of this machine that can be seen, ended ones left out. */
export function processTable(platform: NodeJS.Platform = process.platform): RunningProcess[] {
  if (platform !== 'linux') return fromPs(['-ax']);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), command: fromProc(Number(name)) }))
    .filter((found): found is RunningProcess => found.command !== null);
}

/** Sends a signal; a process that has ended meanwhile is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
    throw error;
  }
}

/** Linux keeps an empty command line for a process that has ended and was not waited for. */
function fromProc(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return text === '' ? null : text.split('\0').join(' ');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) return null;
    throw error;
  }
}

/** Bytes. Each process of a browser has a command line of kilobytes. */
const longestTable = 64 * 1024 ** 2;

function fromPs(selection: string[]): RunningProcess[] {
  try {
    const args = ['-ww', ...selection, '-o', 'pid=,command='];
    const text = execFileSync('ps', args, { encoding: 'utf8', maxBuffer: longestTable });
    return [...text.matchAll(/^ *(\d+) (.*)$/gm)].map(([, pid, command = '']) => ({
      pid: Number(pid),
      command: `${command} `,
    }));
  } catch (error) {
    // ps ends with 1 when it finds no such process.
    if (error instanceof Error && 'status' in error && error.status === 1) return [];
    throw error;
  }
}

export const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));
