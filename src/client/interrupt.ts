import { ExitCode } from '../domain/userError.ts';
import type { Io } from './io.ts';

export interface Interruption {
  /** Aborted by the first Ctrl-C (reason `SIGINT`) or SIGTERM (reason `SIGTERM`). */
  signal: AbortSignal;
  /** The code of a command that was interrupted: another one when SIGTERM did it. */
  exitCode: (code: ExitCode) => ExitCode;
  /** Gives the signals back to their defaults. */
  stop: () => void;
}

/**
 * The first Ctrl-C asks to stop and says with `words` what happens; the second ends the process at once, as it would
 * any other.
 */
export function whenInterrupted(io: Io, words: () => string): Interruption {
  const controller = new AbortController();
  const stop = () => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  };
  // Listens on until the second signal: what gives a terminal its cursor back ends the process when nobody else does.
  const interrupt = (name: NodeJS.Signals, more = '') => {
    if (controller.signal.aborted) {
      stop();
      process.kill(process.pid, name);
      return;
    }
    io.err(`${words()}${more}`);
    controller.abort(name);
  };
  const onInterrupt = () => interrupt('SIGINT', ' Ctrl-C again stops at once.');
  const onTerminate = () => interrupt('SIGTERM');
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  const exitCode = (code: ExitCode): ExitCode =>
    code === ExitCode.interrupted && controller.signal.reason === 'SIGTERM' ? ExitCode.terminated : code;
  return { signal: controller.signal, exitCode, stop };
}

/** Whoever works gives its calls some time. */
export const stoppingWords = (graceMs: number): string =>
  `Stopping: no new call starts, calls in flight get ${Math.round(graceMs / 1000)} s.`;
