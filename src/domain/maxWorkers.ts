import { counted } from './counted.ts';

/** Model calls in flight: a number, or `auto`: as many as the rate limit and the provider allow. */
export type MaxWorkers = number | 'auto';

/** `auto` never has more calls in flight: one machine's memory and sockets are the bound then. */
export const widestAuto = 200;

export const widthOf = (maxWorkers: MaxWorkers): number => (maxWorkers === 'auto' ? widestAuto : maxWorkers);

/**
 * Steps given out at once: twice the calls in flight, at most 50 more, so that no lane waits for a workflow round
 * trip. A step that waits costs its heartbeats.
 */
export const lanesFor = (maxWorkers: MaxWorkers): number => {
  const width = widthOf(maxWorkers);
  return width + Math.min(width, 50);
};

/** `5 calls in flight`, `as many calls in flight as the provider allows`. */
export const widthInWords = (maxWorkers: MaxWorkers): string =>
  maxWorkers === 'auto'
    ? `as many calls in flight as the provider allows, up to ${widestAuto},`
    : `${counted(maxWorkers, 'call')} in flight`;
