type Clock = () => number;

/** A difference this large is the machine's sleep, or a clock that was set; smaller ones are kept. */
const jumpMs = 100;

/**
 * The wall's time with fractions, in the order of `elapsed`. That one stands still while a machine sleeps, so the wall,
 * which the engine and other processes go by, is followed when it is far ahead. It never goes back in a process.
 */
export function followWall(wall: Clock, elapsed: Clock): Clock {
  let shift = 0;
  const behind = () => wall() - elapsed() - shift;
  return () => {
    // Looked at twice: a process may be stopped between its two clocks.
    const jump = behind() > jumpMs ? behind() : 0;
    if (jump > jumpMs) shift += jump;
    return elapsed() + shift;
  };
}

const realClock = followWall(
  () => Date.now(),
  () => performance.timeOrigin + performance.now(),
);
let clock = realClock;

/** Milliseconds since 1970 with fractions: rate windows of processes of one host are kept with it. */
export const now: Clock = () => clock();

/** Another clock for this process, so that an outage of an hour can be tested in a second; `null`: the real one. */
export function setClock(other: Clock | null): void {
  clock = other ?? realClock;
}
