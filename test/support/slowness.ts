import { availableParallelism, loadavg } from 'node:os';

/** How many times slower than alone this machine works now: 1 while it has a core to spare. */
export const slowness = (): number => Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
