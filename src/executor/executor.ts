import { Pipeline, workflowId } from '../domain/identity.ts';
import type { BatchPlan, BatchProgress } from '../domain/batch.ts';
import { UserError } from '../domain/userError.ts';
import { readGate } from '../store/gates.ts';
import { now } from '../store/clock.ts';
import { lastRunOf, noteRun } from '../store/outcomes.ts';
import { countPlanItems, writePlan } from '../store/plans.ts';
import { keepTexts } from '../store/texts.ts';
import { askForLimits } from './askForLimits.ts';
import { BatchHandle } from './batchHandle.ts';
import type { BatchResult, ResultsOf, TaskResult } from './batchResult.ts';
import { BatchRun, reopen, type BatchRunOptions } from './batchRun.ts';
import { connectExecutor, type Connected } from './connectExecutor.ts';
import type { ExecutorModel } from './executorModel.ts';
import { findOpenRun } from './findOpenRun.ts';
import { holdBudget } from './holdBudget.ts';
import { endDeadRun } from './endDeadRun.ts';
import { checkedName, planBatch } from './planBatch.ts';
import { rawTasks } from './rawTasks.ts';
import { startRun } from './startRun.ts';
import type { Task } from './task.ts';
import { tellProgress } from './tellProgress.ts';
import { endOf, type Ending } from './watchRun.ts';
import type { Workplace } from './workplace.ts';

export interface StartOptions {
  /** The batch's name, 1 to 100 characters without `/`. By default one made of the tasks: the same list goes on where it was. */
  checkpointName?: string;
  /** `false` asks again, and pays again, for what is stored. Default `true`. */
  resumeFromCheckpoint?: boolean;
}

export interface ExecuteOptions extends StartOptions {
  /** Told whenever something changed, at most four times a second, and at the end. */
  onProgress?: (progress: BatchProgress) => void;
}

/** Runs that this process has started, by workflow id. */
const activeRuns = new Map<string, BatchRun>();

/**
 * Runs batches of model calls that survive the death of this process: every reply is in the store before anything
 * else happens with it, and the same batch started again pays only for what is missing.
 */
export class Executor implements AsyncDisposable {
  readonly #workplace: Workplace;
  readonly #model: ExecutorModel;
  readonly #onLine: ((line: string) => void) | undefined;
  readonly #closing = new AbortController();
  #connected: Promise<Connected> | null = null;
  #closed: Promise<void> | null = null;

  constructor(workplace: Workplace, model: ExecutorModel, onLine: ((line: string) => void) | undefined) {
    this.#workplace = workplace;
    this.#model = model;
    this.#onLine = onLine;
  }

  /**
   * Runs the tasks to their end and gives all results in their order. Failed tasks are results with an error, no
   * exceptions.
   * @throws UserError as `start` and `BatchHandle.result` do; what `onProgress` throws, while the batch goes on until
   * the executor closes.
   */
  async executeBatch<const Tasks extends readonly Task<unknown>[]>(
    tasks: Tasks,
    { onProgress, ...options }: ExecuteOptions = {},
  ): Promise<BatchResult<ResultsOf<Tasks>>> {
    const handle = await this.start(tasks, options);
    if (!onProgress) return handle.result();
    const telling = tellProgress(handle, onProgress);
    try {
      return await Promise.race([handle.result(), telling.broken]);
    } finally {
      await telling.stop();
    }
  }

  /**
   * Starts the batch, or goes on with it where it was: an open run of the same name with the same tasks is joined (and
   * resumed when it is paused); one that no living process works on gives way to other tasks.
   * @throws UserError `no-tasks`, `too-many-tasks`, `same-task-id`, `bad-checkpoint-name`, `no-image`; `other-run-open`
   * when a batch of that name runs with other tasks; those of the engine (`no-temporal`, `engine-unreachable`, …).
   */
  async start<const Tasks extends readonly Task<unknown>[]>(
    tasks: Tasks,
    { checkpointName, resumeFromCheckpoint = true }: StartOptions = {},
  ): Promise<BatchHandle<ResultsOf<Tasks>>> {
    const { store } = this.#workplace;
    const { endpoint, model, queue } = this.#model;
    const options = { name: checkpointName, endpoint, model, reuse: resumeFromCheckpoint };
    const planned = { ...(await planBatch(this.#workplace, tasks, options)), queue };
    const since = now();
    await keepTexts(store.quick, planned.texts);
    await writePlan(store.quick, planned.digest, planned.plan, planned.items);
    this.#putInForce(planned.plan);
    const { client, engine } = await this.#connect();
    const job = workflowId(Pipeline.runBatch, planned.plan.assignment, this.#workplace.folder.id);
    if (!activeRuns.has(job)) await endDeadRun(client, this.#workplace, { job, planned });
    const begunAt = now();
    const { handle, runId } = await startRun({ client, engine }, this.#workplace, planned);
    noteRun(store.quick, job, runId, planned.digest);
    if (readGate(store.quick, runId).state === 'paused') await reopen(store, handle);
    const run = await this.#follow({
      name: planned.plan.assignment,
      handle,
      runId,
      tasks,
      total: planned.total,
      since,
      begunAt,
    });
    keepWhileActive(job, run);
    return new BatchHandle<ResultsOf<Tasks>>(run);
  }

  /**
   * Watches a batch that any process has started in this data folder, by its name; also one that is over. Values are
   * the replies themselves, parsed where the task has a schema; each sample is a result of its own.
   * @throws UserError `no-such-batch`.
   */
  async attach(given: string): Promise<BatchHandle<TaskResult<unknown>[]>> {
    const { store, folder } = this.#workplace;
    const name = checkedName(given);
    const job = workflowId(Pipeline.runBatch, name, folder.id);
    const { client } = await this.#connect();
    const open = await findOpenRun(client, job);
    const last = open ?? lastRunOf(store.quick, job);
    if (!last) throw noSuchBatch(name);
    const { runId, plan } = last;
    const handle = open ? client.workflow.getHandle(job) : null;
    const total = countPlanItems(store.quick, plan);
    const tasks = rawTasks(store.quick, plan);
    return new BatchHandle(
      await this.#follow({ name, handle, runId, tasks, total, since: 0, begunAt: null }),
    );
  }

  /** Budget and limits hold for all workers of the folder from now on. */
  #putInForce(plan: BatchPlan): void {
    const { store, config } = this.#workplace;
    holdBudget(this.#workplace, plan);
    askForLimits(store.quick, plan.endpoint, config);
  }

  async #follow(
    seen: Pick<BatchRunOptions, 'name' | 'handle' | 'runId' | 'tasks' | 'total' | 'since' | 'begunAt'>,
  ): Promise<BatchRun> {
    const { client, worker } = await this.#connect();
    const { signal } = this.#closing;
    const { handle } = seen;
    // A wait that is still on when its connection closes would throw where nobody can catch it.
    const wait = (): Promise<Ending> =>
      handle === null ? Promise.resolve('completed') : endOf(handle, signal);
    const ended = client.withAbortSignal(signal, wait);
    const { store, folder } = this.#workplace;
    const job = workflowId(Pipeline.runBatch, seen.name, folder.id);
    const broken = worker.ended.then(workerEnded);
    return new BatchRun({ ...seen, job, store, ended, broken, signal });
  }

  #connect(): Promise<Connected> {
    this.#connected ??= this.#connectOrForget();
    return this.#connected;
  }

  async #connectOrForget(): Promise<Connected> {
    try {
      return await connectExecutor(this.#workplace, this.#model.access, this.#onLine);
    } catch (error) {
      // The next start tries again.
      this.#connected = null;
      throw error;
    }
  }

  /**
   * Stops working: no new call starts, calls in flight get ten seconds, open batches go on when they are started again
   * (or where another worker of the folder lives).
   */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    // Whoever started a batch has heard why there is no connection.
    const connected = await this.#connected?.catch(() => null);
    await connected?.close();
    this.#workplace.store.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function keepWhileActive(job: string, run: BatchRun): void {
  activeRuns.set(job, run);
  const forget = () => {
    if (activeRuns.get(job) === run) activeRuns.delete(job);
  };
  run.over.then(forget, forget);
}

function workerEnded(): never {
  throw new Error('The worker ended by itself while its batch was running.');
}

const noSuchBatch = (name: string): UserError =>
  new UserError(
    'no-such-batch',
    `No batch "${name}" was ever started in this data folder.`,
    'Give the name it was started with (checkpointName), and the same dataDir.',
  );
