import type { WorkflowHandle } from '@temporalio/client';
import { askedToPause, type BatchProgress } from '../domain/batch.ts';
import type { Usage } from '../domain/cost.ts';
import { ExitCode, UserError } from '../domain/userError.ts';
import { isCancelled, readGate, writeGate, type Gate } from '../store/gates.ts';
import { haveCallsEnded } from '../store/callsEnded.ts';
import { countOutcomes, outcomeTimes } from '../store/outcomes.ts';
import { usageOfRun } from '../store/spend.ts';
import type { Store } from '../store/store.ts';
import { gateTeller } from './gateTeller.ts';
import type { Task } from './task.ts';
import { pause, type Ending } from './watchRun.ts';

export interface BatchRunOptions {
  name: string;
  /** `null` when the engine has forgotten the run: it is over. */
  handle: WorkflowHandle | null;
  /** How the run ends; `interrupted` when the watch ends before. */
  ended: Promise<Ending>;
  job: string;
  runId: string;
  /** Requests. */
  total: number;
  tasks: readonly Task<unknown>[];
  store: Store;
  /** When this execution began, ms since 1970. */
  since: number;
  /** When this process was ready to work on it; `null` for one that only watches. */
  begunAt: number | null;
  /** Rejects when this process can work no longer. */
  broken: Promise<never>;
  /** Aborted when the executor closes. */
  signal: AbortSignal;
}

const pauseReason = `${askedToPause} by the program`;

/** One run of a batch as this process sees it. */
export class BatchRun {
  readonly name: string;
  readonly job: string;
  readonly runId: string;
  readonly tasks: readonly Task<unknown>[];
  readonly store: Store;
  readonly since: number;
  readonly begunAt: number | null;
  /** Settles at the run's end; rejects when waiting on makes no sense. */
  readonly over: Promise<unknown>;
  /** Whether `over` has settled, either way. */
  isOver = false;
  /** `null` while it runs, and after `over` has rejected. */
  ending: Ending | null = null;
  readonly #handle: WorkflowHandle | null;
  readonly #total: number;
  readonly #doneBefore: number;

  constructor(options: BatchRunOptions) {
    const { handle, store, runId, since } = options;
    this.name = options.name;
    this.job = options.job;
    this.runId = runId;
    this.tasks = options.tasks;
    this.store = store;
    this.since = since;
    this.begunAt = options.begunAt;
    this.#handle = handle;
    this.#total = options.total;
    this.#doneBefore = outcomeTimes(store.quick, runId, since).doneBefore;
    this.over = this.#untilOver(options).finally(() => (this.isOver = true));
    // Whoever waits hears it; a handle that nobody waits for must not end the process.
    this.over.catch(() => undefined);
  }

  /** The run's id, under the name that readers of results use. */
  get run(): string {
    return this.runId;
  }

  progress(): BatchProgress {
    const { done, failed, reused } = countOutcomes(this.store.quick, this.job, this.runId);
    const gate = readGate(this.store.quick, this.runId);
    return {
      name: this.name,
      state: this.#state(gate, done + failed),
      reason: gate.reason,
      total: this.#total,
      done,
      failed,
      reused: reused + this.#doneBefore,
      costUsd: this.usage().costUsd,
    };
  }

  usage(): Usage {
    return usageOfRun(this.store.quick, this.runId, this.since);
  }

  async pause(): Promise<void> {
    const handle = this.#uncancelled();
    this.#turn({ state: 'paused', reason: pauseReason });
    await handle.executeUpdate('pause', { args: [pauseReason] });
  }

  async resume(): Promise<void> {
    await reopen(this.store, this.#uncancelled());
  }

  async cancel(): Promise<void> {
    if (this.isOver) return;
    this.#turn({ state: 'cancelled', reason: null });
    await this.#open().cancel();
  }

  #turn(gate: Gate): void {
    writeGate(this.store.durable, this.runId, gate);
  }

  #open(): WorkflowHandle {
    if (this.#handle && !this.isOver) return this.#handle;
    throw over(this.name);
  }

  /** A cancelled run that only has to end counts as over. */
  #uncancelled(): WorkflowHandle {
    if (isCancelled(this.store.quick, this.runId)) throw over(this.name);
    return this.#open();
  }

  #state(gate: Gate, settled: number): BatchProgress['state'] {
    if (this.ending === 'cancelled' || gate.state === 'cancelled') return 'cancelled';
    if (this.ending === 'completed' || settled === this.#total) return 'done';
    return gate.state === 'paused' ? 'paused' : 'running';
  }

  async #untilOver({ ended, broken, signal }: BatchRunOptions): Promise<void> {
    const ending = await Promise.race([ended, broken, this.#watchGate(signal), closed(signal)]);
    if (ending === 'interrupted') throw executorClosed();
    if (ending === 'terminated') throw replaced(this.name);
    if (ending === 'failed')
      throw new Error(`The run ${this.job} failed; its history in the engine says why.`);
    this.ending = ending;
  }

  /**
   * Rejects when a step closed the gate because no call can work: a person has to mend it first. Ends the run when the
   * process that cancelled it has died before it could.
   */
  async #watchGate(signal: AbortSignal): Promise<never> {
    const tell = this.#handle && gateTeller(this.store.quick, { handle: this.#handle, runId: this.runId });
    for (;;) {
      const { state, reason } = readGate(this.store.quick, this.runId);
      const isRefused = state === 'paused' && !(reason ?? '').startsWith(askedToPause);
      if (isRefused && haveCallsEnded(this.store.durable, this.runId)) throw paused(this.name, reason);
      if (state === 'cancelled') tell?.('running');
      if ((await pause(signal)) === 'interrupted' || this.isOver) await new Promise<never>(() => undefined);
    }
  }
}

/** Lets a paused run start calls again: one at first, when something else than a person or a program had paused it. */
export async function reopen(store: Store, handle: WorkflowHandle): Promise<void> {
  await handle.executeUpdate('resume');
  store.permits.pump();
}

function closed(signal: AbortSignal): Promise<'interrupted'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('interrupted');
    signal.addEventListener('abort', () => resolve('interrupted'), { once: true });
  });
}

const paused = (name: string, reason: string | null): UserError =>
  new UserError(
    'batch-paused',
    `The batch ${name} is paused: ${(reason ?? 'no call can work').replace(/\.$/, '')}.`,
    'Mend the cause and start the same batch again; what was answered is not paid again.',
    ExitCode.paused,
  );

const over = (name: string): UserError =>
  new UserError('batch-over', `The batch ${name} is over.`, 'Start it again; nothing is paid twice.');

const replaced = (name: string): UserError =>
  new UserError(
    'batch-replaced',
    `The run of the batch ${name} was ended by another start or by hand.`,
    'Attach to the new run, or start the same batch again; nothing is paid twice.',
  );

const executorClosed = (): UserError =>
  new UserError(
    'executor-closed',
    'The executor was closed while its batch was running.',
    'Start the same batch again: it goes on where it was.',
  );
