import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { isServing } from './engineApi.ts';
import { answers } from './ports.ts';
import { hasCode } from './processes.ts';

export interface TemporalCommand {
  program: string;
  args: string[];
  cwd: string;
  stdio: StdioOptions;
}

const patienceMs = 20_000;

/** Starts a program with no environment: a process that stays holds nobody's keys. */
export async function startTemporal({ program, args, cwd, stdio }: TemporalCommand): Promise<ChildProcess> {
  const child = spawn(program, args, { cwd, stdio, env: {}, detached: true });
  await once(child, 'spawn');
  return child;
}

/** Waits until the engine takes work; `false` when it ended instead or took more than 20 s. */
export async function untilServing(child: ChildProcess, httpPort: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    if (await servesNow(httpPort)) return true;
    await delay(20);
  }
  return false;
}

async function servesNow(httpPort: number): Promise<boolean> {
  if (!(await answers(httpPort))) return false;
  try {
    return await isServing(httpPort);
  } catch (error) {
    if (hasCode(error, 'ECONNREFUSED', 'ECONNRESET')) return false;
    throw error;
  }
}
