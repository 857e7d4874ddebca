import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  isCancellation,
  rootCause,
} from '@temporalio/workflow';

/** `isKept`: the step kept the failure in the store itself before it threw. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; reason: string; isKept: boolean };

export interface FanOut<Item, T> {
  /** Items given out at once; may change while it runs. 1 or more. */
  width: () => number;
  work: (item: Item) => Promise<T>;
  onSettled: (item: Item, outcome: Outcome<T>) => void;
  /** Told once, when the last item was given out. */
  onHandedOut?: () => void;
}

/**
 * Runs `work` on every item, at most `width()` at a time.
 *
 * One item's failure becomes its outcome and stops nothing else: a blurred page must not cost the
 * class its grades. Cancellation is no outcome; it stops the whole fan-out.
 */
export async function fanOut<Item, T>(items: readonly Item[], steps: FanOut<Item, T>): Promise<void> {
  let next = 0;
  let running = 0;
  let broken: { error: unknown } | null = null;
  const run = async (item: Item) => {
    try {
      steps.onSettled(item, await settle(steps.work(item)));
    } catch (error) {
      broken ??= { error };
    }
    running--;
    fill();
  };
  const fill = () => {
    while (!broken && next < items.length && running < steps.width()) {
      running++;
      void run(items[next++] as Item);
      if (next === items.length) steps.onHandedOut?.();
    }
  };
  fill();
  await condition(() => broken !== null || (next === items.length && running === 0));
  const failure = broken as { error: unknown } | null;
  if (failure) throw failure.error;
}

/** What came of it; cancellation is no outcome and goes on. */
export async function settle<T>(promise: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await promise };
  } catch (error) {
    if (isCancellation(error)) throw error;
    return { ok: false, reason: rootCause(error) ?? String(error), isKept: isFinalFailure(error) };
  }
}

function isFinalFailure(error: unknown): boolean {
  return (
    error instanceof ActivityFailure &&
    error.cause instanceof ApplicationFailure &&
    !!error.cause.nonRetryable
  );
}
