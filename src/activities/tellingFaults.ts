import { UserError } from '../domain/userError.ts';
import type { Desk } from './desk.ts';
import type { Steps } from './heartbeat.ts';

/** The same steps; what they cannot write ends the worker with words, where the engine alone would try again unseen. */
export function tellingFaults<T extends Steps>(desk: Desk, steps: T): T {
  const wrapped = Object.entries(steps).map(([name, step]) => [
    name,
    async (input: never) => {
      try {
        return await step(input);
      } catch (error) {
        if (error instanceof UserError) desk.store.noteFault(error);
        throw error;
      }
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}
