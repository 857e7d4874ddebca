import type { Io } from './io.ts';

export interface CountLine {
  show(done: number, total: number): void;
  /** Ends the line; no count is shown after it. */
  stop(): void;
}

/** What is over sooner needs no count. */
const quietMs = 2000;
const liveEveryMs = 100;
const plainEveryMs = 10_000;

/** A count on one line of a terminal, or a line every ten seconds elsewhere: for work that is over in a minute. */
export function countLine(io: Io, { label, shows }: { label: string; shows: boolean }): CountLine {
  const everyMs = io.isLive ? liveEveryMs : plainEveryMs;
  let line = '';
  let dueAt = Date.now() + quietMs;
  let isShown = false;
  const show = (done: number, total: number) => {
    line = `${done}/${total} ${label}`;
    if (!shows || Date.now() < dueAt) return;
    dueAt = Date.now() + everyMs;
    isShown = true;
    if (io.isLive) io.stderr.write(`\r${line}`);
    else io.err(line);
  };
  const stop = () => {
    if (isShown && io.isLive) io.stderr.write(`\r${line}\n`);
    isShown = false;
    dueAt = Infinity;
  };
  return { show, stop };
}
