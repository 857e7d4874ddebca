import type { Exchange } from './exchange.ts';

export interface Fault {
  /** The reply, if it arrives whole, is still a right one. */
  sound: boolean;
  play: (exchange: Exchange) => Promise<void> | void;
}
