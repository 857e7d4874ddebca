import { counted } from '../domain/counted.ts';
import { createHash } from 'node:crypto';
import type { BatchPlan, PlannedPart, PlannedSchema, PlannedTask } from '../domain/batch.ts';
import { UserError } from '../domain/userError.ts';
import type { PlanItem } from '../store/plans.ts';
import { textDigest } from '../store/texts.ts';
import { plannedImage } from './plannedImage.ts';
import type { PlannedRun } from './startRun.ts';
import type { Task, TaskMessage, TaskPart } from './task.ts';
import type { Workplace } from './workplace.ts';

export interface BatchOptions {
  /** By default made of the tasks themselves, so that the same list goes on where it was. */
  name: string | undefined;
  endpoint: string;
  model: string;
  /** `false`: stored replies are asked again, and paid again. */
  reuse: boolean;
}

export interface PlannedBatch extends PlannedRun {
  plan: BatchPlan;
  items: PlanItem<PlannedTask>[];
  /** Texts that items name by digest. */
  texts: Set<string>;
}

/**
 * What a batch is to do, and the digest of it.
 * @throws UserError `no-tasks`, `too-many-tasks`, `same-task-id`, `bad-checkpoint-name`, `no-image`.
 */
export async function planBatch(
  { folder, config }: Workplace,
  tasks: readonly Task<unknown>[],
  { name, endpoint, model, reuse }: BatchOptions,
): Promise<PlannedBatch> {
  checkTasks(tasks);
  const texts = new Texts();
  const items: PlanItem<PlannedTask>[] = [];
  for (const task of tasks) {
    for (const item of await toItems(task, { model, dataDir: folder.dir, texts })) items.push(item);
  }
  const content = createHash('sha256').update(JSON.stringify([endpoint, reuse]));
  for (const item of items) content.update(JSON.stringify(item));
  const own = content.digest('hex');
  const plan = {
    ...constants,
    assignment: name === undefined ? `batch-${own.slice(0, 12)}` : checkedName(name),
    endpoint,
    model,
    reuse,
    retryFailed: config.retryFailedTasks,
    maxRetries: config.maxRetries,
  };
  return {
    pipeline: 'runBatch',
    plan,
    items,
    texts: texts.all,
    digest: textDigest(JSON.stringify([folder.id, plan, own])),
    total: items.length,
    steps: items.length,
    summary: `Batch ${plan.assignment}: ${counted(items.length, 'task')}, ${model}`,
  };
}

const constants = { pipeline: 'runBatch', folder: '', promptVersion: 'task-1', force: false } as const;

/** Requests in one run: a parent holds one child per 500, far below the 10,000 events a run may have. */
const mostRequests = 250_000;
const longestName = 100;

/** Items of a task: one, or one per sample. */
export const itemsOf = ({ taskId, samples }: Pick<Task<unknown>, 'taskId' | 'samples'>): string[] =>
  samples === 1 ? [taskId] : Array.from({ length: samples }, (_, sample) => `${taskId} #${sample + 1}`);

interface Making {
  model: string;
  dataDir: string;
  texts: Texts;
}

async function toItems(
  task: Task<unknown>,
  { model, dataDir, texts }: Making,
): Promise<PlanItem<PlannedTask>[]> {
  const { messages, schema, ...request } = task.request;
  const common = {
    ...request,
    model: request.model ?? model,
    messages: await toMessages(messages, { dataDir, texts }),
    schema: schema && toSchema(schema, texts),
  };
  return itemsOf(task).map((item, sample) => ({
    name: item,
    partOf: 'batch',
    item: { item, ...common, sample },
  }));
}

async function toMessages(
  messages: readonly TaskMessage[],
  making: Omit<Making, 'model'>,
): Promise<PlannedTask['messages']> {
  const planned: PlannedTask['messages'] = [];
  for (const { role, content } of messages) {
    const parts: PlannedPart[] = [];
    for (const part of content) parts.push(await toPart(role, part, making));
    planned.push({ role, content: parts });
  }
  return planned;
}

async function toPart(
  role: TaskMessage['role'],
  part: TaskPart,
  { dataDir, texts }: Omit<Making, 'model'>,
): Promise<PlannedPart> {
  if ('image' in part) return { image: await plannedImage(dataDir, part.image) };
  // A batch's system prompt is long and the same for all.
  return role === 'system' ? { shared: texts.digest(part.text) } : { text: part.text };
}

function toSchema(
  { name, json }: { name: string; json: Record<string, unknown> },
  texts: Texts,
): PlannedSchema {
  return { name, shared: texts.ofSchema(json) };
}

/** Digests of shared texts, each found out once. */
class Texts {
  readonly #digests = new Map<string, string>();
  readonly #schemas = new WeakMap<Record<string, unknown>, string>();

  get all(): Set<string> {
    return new Set(this.#digests.keys());
  }

  digest(text: string): string {
    const digest = this.#digests.get(text) ?? textDigest(text);
    this.#digests.set(text, digest);
    return digest;
  }

  ofSchema(json: Record<string, unknown>): string {
    const digest = this.#schemas.get(json) ?? this.digest(JSON.stringify(json));
    this.#schemas.set(json, digest);
    return digest;
  }
}

function checkTasks(tasks: readonly Task<unknown>[]): void {
  if (tasks.length === 0) throw new UserError('no-tasks', 'The batch has no tasks.', 'Give one at least.');
  const requests = tasks.reduce((sum, { samples }) => sum + samples, 0);
  if (requests > mostRequests) {
    const message = `The batch has ${requests} requests; ${mostRequests} are allowed.`;
    throw new UserError(
      'too-many-tasks',
      message,
      'Cut it into several batches and run one after the other.',
    );
  }
  const seen = new Set<string>();
  for (const item of tasks.flatMap(itemsOf)) {
    if (seen.has(item)) {
      const hint = 'Give each task an id of its own: results and failures are told by it.';
      throw new UserError('same-task-id', `Two tasks of the batch are called "${item}".`, hint);
    }
    seen.add(item);
  }
}

export function checkedName(given: string): string {
  const name = given.normalize('NFC');
  // A `/` parts a run from its chunks.
  if (name !== '' && name.length <= longestName && !/[/\p{Cc}]/u.test(name)) return name;
  throw new UserError(
    'bad-checkpoint-name',
    `A batch's name is 1 to ${longestName} characters without "/" and control characters; it was given ${JSON.stringify(given.slice(0, 120))}.`,
    'Give it the name you would give the work, e.g. "midterm keys".',
  );
}
