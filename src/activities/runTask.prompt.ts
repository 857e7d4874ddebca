import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../domain/failures.ts';
import type { BatchPlan, PlannedImage, PlannedPart, PlannedTask } from '../domain/batch.ts';
import { readPageImage } from '../files/pageImage.ts';
import { explainReadError, PageUnreadable } from '../files/pageUnreadable.ts';
import { preparationRecipe, preparePage } from '../files/preparePage.ts';
import type { Reading } from '../llm/readReply.ts';
import type { ImageBytes, ImagePart, ModelRequest, TextPart } from '../llm/request.ts';
import { readText } from '../store/texts.ts';
import type { Desk } from './desk.ts';
import { finalFailure } from './failure.ts';
import { schemaOf } from './taskSchema.ts';

/** Where texts and images of tasks lie. */
type TaskDesk = Pick<Desk, 'dataDir' | 'store'>;

/**
 * The request of a task, as it will be sent.
 * @throws PageUnreadable, as does the loading of an image later, with the image's number.
 */
export async function taskRequest(
  desk: TaskDesk,
  plan: Pick<BatchPlan, 'endpoint'>,
  task: PlannedTask,
): Promise<ModelRequest> {
  const images: PlannedPart[] = task.messages
    .flatMap(({ content }) => content)
    .filter((part) => 'image' in part);
  const messages = task.messages.map(async ({ role, content }) => ({
    role,
    content: await Promise.all(content.map((part) => toPart(desk, part, images.indexOf(part) + 1))),
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

/** Reads a reply to it. */
export const taskReader = (desk: TaskDesk, { schema }: PlannedTask): ((text: string) => Reading<unknown>) =>
  schema ? schemaOf(desk, schema).read : readAnyText;

const readAnyText = (text: string): Reading<unknown> => ({ ok: true, value: text });

/** A shared text; it was kept before the plan that names it. */
export function sharedText(desk: TaskDesk, digest: string): string {
  const text = readText(desk.store.quick, digest);
  if (text !== null) return text;
  throw finalFailure(Failure.notMine, 'A text of this task is not in the store. Was .aita/store.db deleted?');
}

async function toPart(desk: TaskDesk, part: PlannedPart, imageNumber: number): Promise<TextPart | ImagePart> {
  if ('text' in part) return { type: 'text', text: part.text };
  if ('shared' in part) return { type: 'text', text: sharedText(desk, part.shared) };
  const { image } = part;
  const path = resolve(desk.dataDir, image.path);
  const numbered = (error: unknown): never => {
    throw error instanceof PageUnreadable
      ? new PageUnreadable(`image ${imageNumber}: ${error.message}`, { cause: error })
      : error;
  };
  const digest = await imageDigest(desk, path, image).catch(numbered);
  return {
    type: 'image',
    digest: `${digest}:${preparationRecipe()}`,
    load: () => loadImage(path, image).catch(numbered),
  };
}

async function loadImage(path: string, image: PlannedImage): Promise<ImageBytes> {
  await checkUnchanged(path, image);
  return preparePage(await readPageImage(path));
}

/** sha256 of the file, found out once for a size and time. */
async function imageDigest(desk: TaskDesk, path: string, image: PlannedImage): Promise<string> {
  const key = JSON.stringify(['image', path, image.bytes, image.mtimeMs]);
  const known = desk.store.pageFacts.read(key);
  if (known !== null) return known;
  await checkUnchanged(path, image);
  const digest = await fileDigest(path);
  desk.store.pageFacts.keep(key, digest);
  return digest;
}

async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const part of createReadStream(path)) hash.update(part as Buffer);
  } catch (error) {
    throw explainReadError(error);
  }
  return hash.digest('hex');
}

async function checkUnchanged(path: string, image: PlannedImage): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw explainReadError(error);
  });
  // Reading a pipe would wait for ever.
  if (!found.isFile()) throw new PageUnreadable('it is no ordinary file');
  if (found.size !== image.bytes || found.mtimeMs !== image.mtimeMs)
    throw new PageUnreadable('it was changed after the batch was started');
}
