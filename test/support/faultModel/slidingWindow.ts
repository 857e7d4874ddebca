export interface WindowEntry {
  readonly atMs: number;
  amount: number;
  left: boolean;
}

/** Counts what came within the last `lengthMs`; an entry leaves exactly `lengthMs` after it came. */
export class SlidingWindow {
  readonly limit: number;
  readonly lengthMs: number;
  readonly #entries: WindowEntry[] = [];
  #used = 0;

  constructor(limit: number, lengthMs: number) {
    this.limit = limit;
    this.lengthMs = lengthMs;
  }

  remaining(now: number): number {
    this.#drop(now);
    return Math.max(0, this.limit - this.#used);
  }

  fits(amount: number, now: number): boolean {
    this.#drop(now);
    return this.#used + amount <= this.limit;
  }

  add(amount: number, now: number): WindowEntry {
    const entry = { atMs: now, amount, left: false };
    this.#entries.push(entry);
    this.#used += amount;
    return entry;
  }

  correct(entry: WindowEntry, amount: number): void {
    if (!entry.left) this.#used += amount - entry.amount;
    entry.amount = amount;
  }

  /** Until `amount` fits; the whole length when it never does. */
  waitMs(amount: number, now: number): number {
    let used = this.#used;
    for (const entry of this.#entries) {
      used -= entry.amount;
      if (used + amount <= this.limit) return entry.atMs + this.lengthMs - now;
    }
    return this.lengthMs;
  }

  /** Until the window is empty. */
  resetMs(now: number): number {
    this.#drop(now);
    const last = this.#entries.at(-1);
    return last === undefined ? 0 : last.atMs + this.lengthMs - now;
  }

  #drop(now: number): void {
    for (let oldest = this.#entries[0]; oldest !== undefined; oldest = this.#entries[0]) {
      if (now - oldest.atMs < this.lengthMs) return;
      this.#entries.shift();
      this.#used -= oldest.amount;
      oldest.left = true;
    }
  }
}
