/** A moment as a clock on this machine shows it: `12:01:05`. */
export const clockTime = (ms: number): string => new Date(ms).toTimeString().slice(0, 8);
