type Clock = () => number;

const realClock: Clock = () => performance.timeOrigin + performance.now();
let clock = realClock;

/** Milliseconds since 1970 with fractions: rate windows of processes of one host are kept with it. */
export const now: Clock = () => clock();

/** Another clock for this process, so that an outage of an hour can be tested in a second; `null`: the real one. */
export function setClock(other: Clock | null): void {
  clock = other ?? realClock;
}
