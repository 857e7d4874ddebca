import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../domain/failures.ts';
import type { BatchPlan, PlannedImage, PlannedPart, PlannedTask } from '../domain/batch.ts';
import { errorCode } from '../files/atomicWrite.ts';
import { readPageImage } from '../files/pageImage.ts';
import { PageUnreadable } from '../files/pageUnreadable.ts';
import { preparationRecipe, preparePage } from '../files/preparePage.ts';
import type { ImagePart, ModelRequest, TextPart } from '../llm/request.ts';
import { readText } from '../store/texts.ts';
import type { Desk } from './desk.ts';
import { finalFailure } from './failure.ts';
import { schemaOf } from './taskSchema.ts';

/** Where texts and images of tasks lie. */
type TaskDesk = Pick<Desk, 'dataDir' | 'store'>;

/** The request of a task, as it will be sent. */
export async function taskRequest(
  desk: TaskDesk,
  plan: Pick<BatchPlan, 'endpoint'>,
  task: PlannedTask,
): Promise<ModelRequest> {
  const messages = task.messages.map(async ({ role, content }) => ({
    role,
    content: await Promise.all(content.map((part) => toPart(desk, part))),
  }));
  return {
    baseUrl: plan.endpoint,
    model: task.model,
    messages: await Promise.all(messages),
    schema: task.schema && schemaOf(desk, task.schema).request,
    temperature: task.temperature,
    maxOutputTokens: task.maxOutputTokens,
    sample: task.sample,
  };
}

/** A shared text; it was kept before the plan that names it. */
export function sharedText(desk: TaskDesk, digest: string): string {
  const text = readText(desk.store.quick, digest);
  if (text !== null) return text;
  throw finalFailure(Failure.notMine, 'A text of this task is not in the store. Was .aita/store.db deleted?');
}

async function toPart(desk: TaskDesk, part: PlannedPart): Promise<TextPart | ImagePart> {
  if ('text' in part) return { type: 'text', text: part.text };
  if ('shared' in part) return { type: 'text', text: sharedText(desk, part.shared) };
  const { image } = part;
  const path = resolve(desk.dataDir, image.path);
  const digest = await imageDigest(desk, path, image);
  return {
    type: 'image',
    digest: `${digest}:${preparationRecipe()}`,
    load: async () => {
      await checkUnchanged(path, image);
      return readPageImage(path).then(preparePage).catch(whenUnreadable);
    },
  };
}

/** sha256 of the file, found out once for a size and time. */
async function imageDigest(desk: TaskDesk, path: string, image: PlannedImage): Promise<string> {
  const key = JSON.stringify(['image', path, image.bytes, image.mtimeMs]);
  const known = desk.store.pageFacts.read(key);
  if (known !== null) return known;
  await checkUnchanged(path, image);
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  const digest = hash.digest('hex');
  desk.store.pageFacts.keep(key, digest);
  return digest;
}

async function checkUnchanged(path: string, image: PlannedImage): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') throw unreadable(path, 'is gone');
    throw error;
  });
  if (found.size !== image.bytes || found.mtimeMs !== image.mtimeMs)
    throw unreadable(path, 'was changed after the batch was started');
}

function whenUnreadable(error: unknown): never {
  throw error instanceof PageUnreadable ? finalFailure(Failure.pageUnreadable, error.message) : error;
}

const unreadable = (path: string, why: string) =>
  finalFailure(Failure.pageUnreadable, `The image ${path} ${why}.`);
