import type { Io } from './io.ts';

export interface Interruption {
  /** Aborted by the first Ctrl-C (reason `SIGINT`) or SIGTERM (reason `SIGTERM`). */
  signal: AbortSignal;
  /** Gives the signals back to their defaults. */
  stop: () => void;
}

/** The first Ctrl-C asks to stop; the second ends the process at once, as it would any other. */
export function whenInterrupted(io: Io, graceMs: number): Interruption {
  const stopping = `Stopping: no new call starts, calls in flight get ${Math.round(graceMs / 1000)} s.`;
  const controller = new AbortController();
  const stop = () => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  };
  const interrupt = (name: NodeJS.Signals, words: string) => {
    stop();
    io.err(words);
    controller.abort(name);
  };
  const onInterrupt = () => interrupt('SIGINT', `${stopping} Ctrl-C again stops at once.`);
  const onTerminate = () => interrupt('SIGTERM', stopping);
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  return { signal: controller.signal, stop };
}
