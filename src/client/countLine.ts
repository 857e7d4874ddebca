import type { Io } from './io.ts';

export interface CountLine {
  show(done: number, total: number): void;
  stop(): void;
}

const plainEveryMs = 10_000;

/** A count on one line of a terminal, or a line every ten seconds elsewhere: for work that is over in a minute. */
export function countLine(io: Io, { label, shows }: { label: string; shows: boolean }): CountLine {
  let shownAt = Date.now();
  const show = (done: number, total: number) => {
    if (!shows) return;
    const line = `${done}/${total} ${label}`;
    if (io.isLive) io.stderr.write(`\r${line}`);
    else if (Date.now() - shownAt >= plainEveryMs) {
      io.err(line);
      shownAt = Date.now();
    }
  };
  return { show, stop: () => void (shows && io.isLive && io.stderr.write('\n')) };
}
