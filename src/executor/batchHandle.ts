import { setTimeout as delay } from 'node:timers/promises';
import type { BatchProgress } from '../domain/batch.ts';
import { collectResults } from './collectResults.ts';
import type { BatchResult, TaskResult } from './batchResult.ts';
import { OutcomeStream } from './outcomeStream.ts';
import { readTaskResult } from './readTaskResult.ts';
import type { BatchRun } from './batchRun.ts';

/** How often the store is looked at for new results. */
const pollMs = 100;

/**
 * A batch that runs: to be watched, read as its tasks finish, and told what to do. It goes on without anybody
 * watching, as long as a worker of its folder lives. Iterate it for results in the order in which they finish, those
 * that were there before first.
 */
export class BatchHandle<Results extends readonly TaskResult<unknown>[]> implements AsyncIterable<
  Results[number]
> {
  readonly #run: BatchRun;

  constructor(run: BatchRun) {
    this.#run = run;
  }

  /** What `attach` takes. */
  get name(): string {
    return this.#run.name;
  }

  /** The run's id in the engine and its Web UI. */
  get workflowId(): string {
    return this.#run.job;
  }

  /** How it stands, from the store: milliseconds, however large the batch is. */
  progress(): Promise<BatchProgress> {
    return Promise.resolve(this.#run.progress());
  }

  /**
   * Each result once, as soon as it is there. Failures are results with an error.
   * @throws UserError as `result` does.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Results[number], void> {
    const run = this.#run;
    const stream = new OutcomeStream(run.store, run, run.tasks);
    while (!stream.isEmpty) {
      // Before the look: what was settled until the end is then seen.
      const isOver = run.isOver;
      for await (const { task, outcomes } of stream.settled({ isOver }))
        yield await readTaskResult(run, task, outcomes);
      if (isOver) break;
      await delay(pollMs);
    }
    await run.over;
    for (const { task, outcomes } of stream.unsettled()) yield await readTaskResult(run, task, outcomes);
  }

  /**
   * Waits for the end and gives all results in the order of the tasks; after `cancel` those that there are.
   * @throws UserError `batch-paused` when the provider refuses every call (key, credit), `batch-replaced` when
   * another start ended this run, `executor-closed`. Nothing paid is lost: the same batch goes on from the store.
   */
  async result(): Promise<BatchResult<Results>> {
    await this.#run.over;
    // Results come in the order of the tasks, so that each has the type of its own.
    return (await collectResults(this.#run)) as BatchResult<unknown> as BatchResult<Results>;
  }

  /** No new call starts once this is done; calls in flight finish. `result` waits on. */
  async pause(): Promise<void> {
    await this.#run.pause();
  }

  async resume(): Promise<void> {
    await this.#run.resume();
  }

  /** No new call starts once this is done; calls in flight are given up. A later start goes on from the store. */
  async cancel(): Promise<void> {
    await this.#run.cancel();
  }
}
