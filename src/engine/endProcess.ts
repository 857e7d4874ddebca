import { setTimeout as delay } from 'node:timers/promises';
import { commandLine, signalProcess } from './processes.ts';

/**
 * Ends a process and waits until it is gone: asked first, killed after `patienceMs`.
 * `isIt` looks at the command line, so that a stranger with a reused number is left alone.
 */
export async function endProcess(
  pid: number,
  isIt: (command: string) => boolean,
  patienceMs: number,
): Promise<void> {
  const isThere = (): boolean => isIt(commandLine(pid) ?? '');
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!isThere()) return;
    signalProcess(pid, signal);
    const deadline = Date.now() + patienceMs;
    while (isThere() && Date.now() < deadline) await delay(25);
  }
  if (isThere()) throw new Error(`Process ${pid} cannot be ended.`);
}
