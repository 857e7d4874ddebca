import type { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

/** Plays a worker by hand, task by task, so that a test decides when one is taken and how it ends. */
export class TaskPuppet {
  readonly #client: Client;
  readonly #taskQueue: { name: string };
  readonly #identity: string;

  constructor(client: Client, taskQueue: string, identity: string) {
    this.#client = client;
    this.#taskQueue = { name: taskQueue };
    this.#identity = identity;
  }

  /** Takes the next workflow task and answers it with one step for a queue. */
  async scheduleStep(taskQueue: string): Promise<void> {
    const taskToken = await this.#takeWorkflowTask();
    const step = {
      activityId: '1',
      activityType: { name: 'step' },
      taskQueue: { name: taskQueue },
      startToCloseTimeout: msToTs('1 minute'),
    };
    const commands = [{ commandType: scheduleActivityTask, scheduleActivityTaskCommandAttributes: step }];
    await this.#service.respondWorkflowTaskCompleted({ ...this.#self(), taskToken, commands });
  }

  /** Takes the next workflow task and fails it. */
  async failWorkflowTask(): Promise<void> {
    const taskToken = await this.#takeWorkflowTask();
    await this.#service.respondWorkflowTaskFailed({ ...this.#self(), taskToken });
  }

  /** Takes the next step and holds it; gives the number of the attempt. */
  async beginStep(): Promise<number> {
    const { attempt } = await this.#patiently(() => this.#service.pollActivityTaskQueue(this.#poll()));
    return attempt;
  }

  async #takeWorkflowTask(): Promise<Uint8Array> {
    const { taskToken } = await this.#patiently(() => this.#service.pollWorkflowTaskQueue(this.#poll()));
    return taskToken;
  }

  #patiently<T>(call: () => Promise<T>): Promise<T> {
    return this.#client.withDeadline(Date.now() + 15_000, call);
  }

  get #service() {
    return this.#client.workflowService;
  }

  #self() {
    return { namespace: this.#client.options.namespace, identity: this.#identity };
  }

  #poll() {
    return { ...this.#self(), taskQueue: this.#taskQueue };
  }
}

/** COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK */
const scheduleActivityTask = 1;
