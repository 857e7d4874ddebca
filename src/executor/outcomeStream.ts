import { setImmediate as breath } from 'node:timers/promises';
import { readOutcomesSince, readTakenOver } from '../store/outcomes.ts';
import type { Store } from '../store/store.ts';
import { itemsOf } from './planBatch.ts';
import type { TimedOutcome } from './readTaskResult.ts';
import type { Task } from './task.ts';

/** A task all of whose requests are settled, with their outcomes in order. */
export interface SettledTask {
  task: Task<unknown>;
  outcomes: (TimedOutcome | null)[];
}

interface Followed {
  job: string;
  runId: string;
}

/** Clocks of two processes of a host differ by less: an outcome stamped so much earlier than the last is seen at once. */
const clockSlackMs = 1000;
const rowsAtOnce = 1000;

/** Tells tasks apart from each other as their outcomes come into the store. */
export class OutcomeStream {
  readonly #store: Store;
  readonly #run: Followed;
  readonly #open = new Map<string, { entry: SettledTask; place: number }>();
  #from = 0;

  constructor(store: Store, run: Followed, tasks: readonly Task<unknown>[]) {
    this.#store = store;
    this.#run = run;
    for (const task of tasks) {
      const items = itemsOf(task);
      const entry: SettledTask = { task, outcomes: items.map(() => null) };
      items.forEach((item, place) => this.#open.set(item, { entry, place }));
    }
  }

  get isEmpty(): boolean {
    return this.#open.size === 0;
  }

  /**
   * Tasks settled since the last time, in the order of their last outcome. Once the run `isOver` also those of a host
   * whose clock is behind, and those that the next run of the same tasks has kept for itself by now.
   */
  async *settled({ isOver }: { isOver: boolean }): AsyncGenerator<SettledTask> {
    if (isOver) this.#from = 0;
    for (;;) {
      const rows = readOutcomesSince(this.#store.quick, this.#run.runId, this.#from, rowsAtOnce);
      yield* this.#settleAll(rows);
      const last = rows.at(-1)?.at ?? this.#from;
      const isCaughtUp = rows.length < rowsAtOnce || last === this.#from;
      this.#from = isCaughtUp ? last - clockSlackMs : last;
      if (isCaughtUp) break;
      await breath();
    }
    if (isOver && !this.isEmpty) {
      yield* this.#settleAll(readTakenOver(this.#store.quick, this.#run.job, this.#run.runId));
    }
  }

  /** Tasks that have at least one request without an outcome. */
  unsettled(): SettledTask[] {
    return [...new Set([...this.#open.values()].map(({ entry }) => entry))];
  }

  *#settleAll(rows: readonly TimedOutcome[]): Generator<SettledTask> {
    for (const row of rows) {
      const entry = this.#settle(row);
      if (entry) yield entry;
    }
  }

  #settle(row: TimedOutcome): SettledTask | null {
    const found = this.#open.get(row.item);
    if (!found) return null;
    this.#open.delete(row.item);
    found.entry.outcomes[found.place] = row;
    return found.entry.outcomes.includes(null) ? null : found.entry;
  }
}
