import { Context } from '@temporalio/activity';

/** What a step is doing, as `status` shows it for each call in flight. */
export interface StepState {
  /** The page, question or task it works on; `null` when its name says nothing. */
  item: string | null;
  phase: 'waiting' | 'calling';
  /** ms since 1970. */
  since: number;
  /** What it waits for. */
  why: string | null;
}

/** Half the heartbeat timeout is three beats away: one lost beat raises no alarm. */
const beatMs = 1200;

/** Runs `work` and tells the engine every 1.2 s that it lives and what it does. */
export async function withHeartbeat<T>(
  item: string | null,
  work: (show: (state: Omit<StepState, 'item'>) => void) => Promise<T>,
): Promise<T> {
  const context = Context.current();
  let state: StepState = { item, phase: 'waiting', since: Date.now(), why: null };
  const timer = setInterval(() => context.heartbeat(state), beatMs);
  try {
    return await work((next) => {
      const isSame = next.phase === state.phase && next.why === state.why;
      if (!isSame) state = { item, ...next };
    });
  } finally {
    clearInterval(timer);
  }
}

export type Steps = Record<string, (input: never) => Promise<unknown>>;

/** The same steps, each with a heartbeat: when their worker dies, the next one takes them after seconds. */
export function beating<T extends Steps>(steps: T): T {
  const wrapped = Object.entries(steps).map(([name, step]) => [
    name,
    (input: never) => withHeartbeat(null, () => step(input)),
  ]);
  return Object.fromEntries(wrapped) as T;
}
