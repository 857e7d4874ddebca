/** Milliseconds since the epoch that never step back, so that times of several processes can be compared. */
export const nowMs = (): number => performance.timeOrigin + performance.now();
