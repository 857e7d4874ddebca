import type { Database } from './database.ts';
import { now } from './clock.ts';
import { takeLease, type Counting, type Take, type Wait } from './limiter.ts';
import type { Call } from './journal.ts';

/** How soon a place freed by another process, an opened gate or an equal request's end is noticed. */
const pollMs = 50;

/** A timer stands still while the machine sleeps: a long wait is looked at again this soon. */
const longestNapMs = 10_000;

/** This process is stopping: the engine gives the step to another one. */
export class PermitsClosed extends Error {}

interface Waiting {
  call: Call;
  counting: Counting | undefined;
  onWait: (wait: Wait) => void;
  resolve: (take: Exclude<Take, Wait>) => void;
  reject: (error: Error) => void;
}

export interface PermitOptions {
  /** By default any stored reply counts. */
  counting?: Counting;
  signal: AbortSignal;
  /** Told what the call waits for, each time it is asked. */
  onWait?: (wait: Wait) => void;
}

/** The queue of this process before the limiter: first come, first served, one question to the store at a time. */
export class Permits {
  readonly #db: Database;
  #queue: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Waits until the call may start and takes its lease; `stored` when an equal request was answered meanwhile.
   * Rejects with the signal's reason when it is aborted, and at once after `close`.
   */
  async acquire(call: Call, options: PermitOptions): Promise<Exclude<Take, Wait>> {
    options.signal.throwIfAborted();
    if (this.#isClosed) throw new PermitsClosed('The worker is stopping.');
    return new Promise((resolve, reject) => {
      const { counting, onWait = noop } = options;
      const entry: Waiting = { call, counting, onWait, resolve, reject };
      const onAbort = () => {
        this.#queue = this.#queue.filter((other) => other !== entry);
        reject(options.signal.reason as Error);
      };
      options.signal.addEventListener('abort', onAbort, { once: true });
      const settle = () => options.signal.removeEventListener('abort', onAbort);
      entry.resolve = (take) => (settle(), resolve(take));
      entry.reject = (error) => (settle(), reject(error));
      this.#queue.push(entry);
      this.pump();
    });
  }

  /** Call it whenever a lease of this process ended. */
  pump(): void {
    clearTimeout(this.#timer);
    let next = Infinity;
    for (const entry of [...this.#queue]) {
      const take = this.#take(entry);
      if (!take) continue;
      if (take.kind !== 'wait') continue;
      entry.onWait(take);
      next = Math.min(next, take.until ?? now() + pollMs);
      if (take.scope === 'provider') {
        this.#tellRest(entry, take);
        break;
      }
    }
    if (this.#queue.length === 0) return;
    const nap = Math.min(Math.max(next - now(), 1), longestNapMs);
    this.#timer = setTimeout(() => this.pump(), nap);
  }

  /** Takes calls again: a command may end one worker and start another. */
  open(): void {
    this.#isClosed = false;
  }

  /** No call starts after this; those that wait are rejected with `PermitsClosed`. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const entry of this.#queue.splice(0)) entry.reject(new PermitsClosed('The worker is stopping.'));
  }

  /** Those behind it in line wait for the same; a call of another run may have a reason of its own. */
  #tellRest(first: Waiting, wait: Wait): void {
    for (const entry of this.#queue)
      if (entry !== first && entry.call.run === first.call.run) entry.onWait(wait);
  }

  #take(entry: Waiting): Take | null {
    try {
      const take = takeLease(this.#db, entry.call, entry.counting);
      if (take.kind === 'wait') return take;
      this.#leave(entry);
      entry.resolve(take);
      return take;
    } catch (error) {
      this.#leave(entry);
      // The store throws errors only.
      entry.reject(error as Error);
      return null;
    }
  }

  #leave(entry: Waiting): void {
    this.#queue = this.#queue.filter((other) => other !== entry);
  }
}

const noop = (): void => undefined;
