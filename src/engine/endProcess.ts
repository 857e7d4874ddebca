import { setTimeout as delay } from 'node:timers/promises';
import { commandLine, signalProcess } from './processes.ts';

/**
 * Ends a process and waits until it is gone: asked first, killed after `patienceMs`; with 0 killed at once.
 * `isIt` looks at the command line, so that a stranger with a reused number is left alone.
 */
export async function endProcess(
  pid: number,
  isIt: (command: string) => boolean,
  patienceMs: number,
): Promise<void> {
  const isThere = (): boolean => isIt(commandLine(pid) ?? '');
  const end = async (signal: NodeJS.Signals, waitMs: number): Promise<void> => {
    if (isThere()) signalProcess(pid, signal);
    for (const deadline = Date.now() + waitMs; isThere() && Date.now() < deadline;) await delay(25);
  };
  if (patienceMs > 0) await end('SIGTERM', patienceMs);
  await end('SIGKILL', killMs);
  if (isThere()) throw new Error(`Process ${pid} cannot be ended.`);
}

const killMs = 5000;
