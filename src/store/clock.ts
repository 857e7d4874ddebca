/** Milliseconds since 1970 with fractions: rate windows of processes of one host are kept with it. */
export const now = (): number => performance.timeOrigin + performance.now();
