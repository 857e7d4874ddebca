import { z } from 'zod';
import { UserError } from '../domain/userError.ts';
import { jsonReader } from '../llm/readReply.ts';
import {
  defaultMaxOutputTokens,
  type Task,
  type TaskMessage,
  type TaskOptions,
  type TaskPart,
} from './task.ts';

/** A task's options with every kind of reading; the public makers give the types. */
export interface AnyReading {
  schema?: z.ZodType | undefined;
  schemaName?: string;
  parseFn?: ((value: never) => unknown) | undefined;
  sample?: number | undefined;
}

/** Makes a task of what the public makers were given. */
export function makeTask(options: TaskOptions & AnyReading, content: TaskPart[]): Task<unknown> {
  const { taskId, system, schema, schemaName = 'reply', parseFn, sample } = options;
  checkId(taskId);
  const json = schema ? jsonSchemaOf(schema, taskId) : null;
  const readOne = readerOf(schema, parseFn);
  return {
    taskId,
    samples: samplesOf(sample, taskId),
    request: {
      messages: [...systemMessage(system), { role: 'user', content }],
      schema: json && { name: schemaName, json },
      model: options.model ?? null,
      temperature: options.temperature ?? null,
      maxOutputTokens: options.maxOutputTokens ?? defaultMaxOutputTokens,
    },
    async read(replies) {
      const values: unknown[] = [];
      for (const reply of replies) values.push(await readOne(reply));
      return sample === undefined ? values[0] : values;
    },
  };
}

const systemMessage = (text: string | undefined): TaskMessage[] =>
  text === undefined ? [] : [{ role: 'system', content: [{ text }] }];

function readerOf(
  schema: z.ZodType | undefined,
  parseFn: AnyReading['parseFn'],
): (reply: string) => Promise<unknown> {
  const parse = parseFn as ((value: unknown) => unknown) | undefined;
  const read = schema
    ? (reply: string) => readJson(schema, reply)
    : (reply: string) => Promise.resolve(reply);
  return async (reply) => {
    const value = await read(reply);
    return parse ? parse(value) : value;
  };
}

/** The whole schema, with the transforms and refinements that no JSON schema can say. */
async function readJson(schema: z.ZodType, reply: string): Promise<unknown> {
  const json = jsonReader(z.unknown())(reply);
  if (!json.ok) throw new Error(json.reason);
  return schema.parseAsync(json.value);
}

const known = new WeakMap<z.ZodType, Record<string, unknown>>();

function jsonSchemaOf(schema: z.ZodType, taskId: string): Record<string, unknown> {
  const found = known.get(schema);
  if (found) return found;
  const { $schema: _, ...json } = convert(schema, taskId);
  if (json['type'] !== 'object') {
    const message = `The schema of task "${taskId}" is no object, and providers take objects only.`;
    throw new UserError(
      'bad-schema',
      message,
      'Wrap it: z.object({ value: … }), and take .value in parseFn.',
    );
  }
  known.set(schema, json);
  return json;
}

function convert(schema: z.ZodType, taskId: string): Record<string, unknown> {
  try {
    // `input`: the reply is what goes into transforms.
    return z.toJSONSchema(schema, { io: 'input' });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `The schema of task "${taskId}" cannot be said in JSON schema: ${why}`;
    throw new UserError(
      'bad-schema',
      message,
      'Use types that JSON knows, and turn the value into others in parseFn.',
    );
  }
}

function samplesOf(sample: number | undefined, taskId: string): number {
  if (sample === undefined) return 1;
  if (Number.isInteger(sample) && sample >= 1 && sample <= 1000) return sample;
  throw new UserError(
    'bad-sample',
    `Task "${taskId}" has sample: ${sample}; expected a whole number from 1 to 1000.`,
    'Leave it out to ask once.',
  );
}

const longestId = 200;

function checkId(taskId: unknown): void {
  if (typeof taskId === 'string' && taskId !== '' && taskId.length <= longestId) return;
  const found = typeof taskId === 'string' ? `${taskId.length} characters` : typeof taskId;
  throw new UserError(
    'bad-task-id',
    `A taskId is 1 to ${longestId} characters of text; this one is ${found}.`,
    'Give each task of a batch an id of its own, e.g. the name of its row or file.',
  );
}
