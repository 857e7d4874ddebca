import { randomUUID } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelReply } from '../domain/modelReply.ts';
import { UserError } from '../domain/userError.ts';
import { now } from './clock.ts';
import { Database } from './database.ts';
import { GroupCommit } from './groupCommit.ts';
import { writeJournal, type Attempt, type Call } from './journal.ts';
import { noteTrialWorked } from './gates.ts';
import { endLease, renewLeases } from './limiter.ts';
import { readOutcome, writeOutcome, type Outcome } from './outcomes.ts';
import { Permits } from './permits.ts';
import { holdProvider, noteSuccess, type ProviderFailure } from './providers.ts';
import { writeReply } from './replies.ts';
import { correctTokens } from './tokenRate.ts';
import { renewWorkers } from './workers.ts';

const renewMs = 20_000;

/** The store of one data folder: replies by hash, journal of spend, leases of calls in flight, rate windows. */
export class Store {
  /** Commits wait for the disk. */
  readonly durable: Database;
  /** Commits survive a killed process, not a power cut: leases, windows, outcomes (all derivable). */
  readonly quick: Database;
  readonly permits: Permits;
  /** `false`: replies, plans and outcomes live in this object only. Spend, leases and limits are the folder's all the same. */
  readonly keeps: boolean;
  /** Rejects with a `UserError` once something cannot be written: the disk is full or read-only. */
  readonly broken: Promise<never>;
  /** Says that something of the folder could not be written. */
  readonly noteFault: (error: UserError) => void;
  readonly #renewal: NodeJS.Timeout;
  readonly #replies: GroupCommit;

  constructor(file: string, { keeps = true }: { keeps?: boolean } = {}) {
    this.keeps = keeps;
    const { promise, reject: onFault } = Promise.withResolvers<never>();
    this.broken = promise;
    this.noteFault = onFault;
    // Told to whoever waits for it; a command that only looks does not.
    promise.catch(() => undefined);
    this.durable = new Database(file, { durable: true, onFault });
    this.durable.migrate();
    // Tables in memory belong to one connection.
    if (!keeps) this.durable.keepRunsApart();
    this.quick = keeps ? new Database(file, { durable: false, onFault }) : this.durable;
    chmodSync(file, 0o600);
    this.permits = new Permits(this.quick);
    this.#replies = new GroupCommit(this.durable, () => this.permits.pump());
    this.#renewal = setInterval(() => this.#renew(), renewMs).unref();
  }

  /** Number of this journal: a store that was deleted and made again starts another one. */
  get journalId(): string {
    this.quick.run('insert or ignore into meta values (?, ?)', 'journal', randomUUID());
    return String(this.quick.get('select value from meta where key = ?', 'journal')?.['value']);
  }

  /** Keeps a paid reply, books it and frees its place, all or nothing, and waits for the disk. */
  keepReply(call: Call, reply: ModelReply, attempt: Attempt): Promise<void> {
    const tookMs = now() - (attempt.startedAt ?? now());
    return this.#replies.add(() => {
      writeReply(this.durable, call.hash, reply);
      this.#book(call, attempt);
      noteSuccess(this.durable, call.provider, tookMs);
      if (attempt.kind === 'used') noteTrialWorked(this.durable, call.run);
      endLease(this.durable, call.hash);
    });
  }

  /** Books a call that brought no reply and frees its place. */
  keepFailure(call: Call, attempt: Attempt): void {
    this.durable.transaction(() => {
      this.#book(call, attempt);
      endLease(this.durable, call.hash);
    });
    this.permits.pump();
  }

  /** The same, and holds all calls to the provider; answers until when (ms since 1970). */
  keepOutage(call: Call, attempt: Attempt, failure: ProviderFailure): number {
    const until = this.durable.transaction(() => {
      this.#book(call, attempt);
      endLease(this.durable, call.hash);
      return holdProvider(this.durable, call.provider, failure);
    });
    this.permits.pump();
    return until;
  }

  /** Keeps an item's outcome; a reuse is booked once, with the outcome that profits from it. */
  keepOutcome(job: string, outcome: Outcome, reuse: Call | null = null): void {
    this.quick.transaction(() => {
      const isRetry = readOutcome(this.quick, job, outcome.item)?.run === outcome.run;
      writeOutcome(this.quick, job, outcome);
      if (reuse && !isRetry) writeJournal(this.quick, now(), reuse, reusedAttempt);
    });
  }

  /** What was found out about pages, by path, size and time. */
  readonly pageFacts = {
    read: (key: string): string | null => {
      const row = this.quick.get('select body from page_facts where key = ?', key);
      return row ? String(row['body']) : null;
    },
    keep: (key: string, facts: string): void => {
      this.quick.run('insert or replace into page_facts values (?, ?)', key, facts);
    },
  };

  close(): void {
    clearInterval(this.#renewal);
    this.#replies.flush();
    this.permits.close();
    this.quick.close();
    if (this.durable !== this.quick) this.durable.close();
  }

  #book(call: Call, attempt: Attempt): void {
    const { startedAt, inputTokens, outputTokens } = attempt;
    writeJournal(this.durable, now(), call, attempt);
    if (startedAt === null || inputTokens === null || outputTokens === null) return;
    correctTokens(this.durable, call, startedAt, inputTokens + outputTokens);
  }

  #renew(): void {
    try {
      renewLeases(this.quick);
      renewWorkers(this.quick);
    } catch (error) {
      // `broken` has told it.
      if (!(error instanceof UserError)) throw error;
    }
  }
}

export const storeFile = (dataDir: string): string => join(dataDir, '.aita', 'store.db');

const reusedAttempt: Attempt = {
  kind: 'reused',
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  startedAt: null,
  reason: null,
};
