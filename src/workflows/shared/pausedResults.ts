import { CancellationScope, condition } from '@temporalio/workflow';

/** Writes the results of a paused run that nobody may watch. */
export interface PausedResults {
  /** Call it when the run pauses, and for each item that is settled while it is paused. */
  write(): void;
  /** Waits for the last write; throws what it threw. */
  settle(): Promise<void>;
}

/** One write at a time; those asked for meanwhile become one. */
export function pausedResults(writeAll: () => Promise<unknown>): PausedResults {
  let isDue = false;
  let isWriting = false;
  let failure: { error: unknown } | null = null;
  const run = async () => {
    try {
      while (isDue) {
        isDue = false;
        await writeAll();
      }
    } catch (error) {
      failure = { error };
    }
    isWriting = false;
  };
  return {
    write() {
      isDue = true;
      if (isWriting) return;
      isWriting = true;
      void CancellationScope.nonCancellable(run);
    },
    async settle() {
      await condition(() => !isWriting);
      if (failure) throw failure.error;
    },
  };
}
