import type { Database } from './database.ts';

interface Member {
  work: () => void;
  resolve: () => void;
  reject: (error: Error) => void;
}

/** Keeps what comes in the same turn of the event loop in one transaction: one wait for the disk for all of it. */
export class GroupCommit {
  readonly #db: Database;
  readonly #onKept: () => void;
  #group: Member[] = [];

  constructor(db: Database, onKept: () => void) {
    this.#db = db;
    this.#onKept = onKept;
  }

  /** Done when it is on the disk: all of `work` or nothing, whatever becomes of the others in its group. */
  async add(work: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#group.push({ work, resolve, reject });
      if (this.#group.length === 1) setImmediate(() => this.flush());
    });
  }

  /** Keeps at once what still waits for the end of the turn. */
  flush(): void {
    const group = this.#group.splice(0);
    if (group.length === 0) return;
    this.#commit(group);
    this.#onKept();
  }

  #commit(group: Member[]): void {
    try {
      this.#db.transaction(() => group.forEach(({ work }) => work()));
    } catch (error) {
      // The store throws errors only.
      if (group.length === 1) return group[0]?.reject(error as Error);
      // One of them broke the group: by themselves the others are kept.
      for (const member of group) this.#commit([member]);
      return;
    }
    for (const { resolve } of group) resolve();
  }
}
