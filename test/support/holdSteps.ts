import { ApplicationFailure } from '@temporalio/activity';

export interface HoldSteps {
  /** Waits until the test lets the item go. */
  hold(item: string): Promise<string>;
}

/** Steps that last until they are told to end, and count themselves. */
export class Holder implements HoldSteps {
  /** Items in the order they were begun. */
  readonly begun: string[] = [];
  peak = 0;
  readonly #held = new Map<string, PromiseWithResolvers<string>>();

  hold = (item: string): Promise<string> => {
    const held = Promise.withResolvers<string>();
    this.#held.set(item, held);
    this.begun.push(item);
    this.peak = Math.max(this.peak, this.#held.size);
    return held.promise;
  };

  get held(): string[] {
    return [...this.#held.keys()];
  }

  /** Ends items, or all that are held. */
  letGo(...items: string[]): void {
    for (const item of items.length === 0 ? this.held : items) {
      this.#held.get(item)?.resolve('done');
      this.#held.delete(item);
    }
  }

  fail(item: string): void {
    this.#held.get(item)?.reject(ApplicationFailure.nonRetryable('blurred', 'PageUnreadable'));
    this.#held.delete(item);
  }
}
