import { z } from 'zod';
import type { PlannedSchema } from '../domain/batch.ts';
import { Failure } from '../domain/failures.ts';
import { jsonReader, type Reading } from '../llm/readReply.ts';
import { closedSchema } from '../llm/closedSchema.ts';
import type { ReplySchema } from '../llm/request.ts';
import { readText } from '../store/texts.ts';
import type { Desk } from './desk.ts';
import { finalFailure } from './failure.ts';

/** What the provider is asked to hold to, and how a reply is checked. */
export interface TaskSchema {
  request: ReplySchema;
  read: (text: string) => Reading<unknown>;
}

/** Making a reader of a JSON schema takes a millisecond, and a batch has few schemas. */
const known = new Map<string, TaskSchema>();
const mostKnown = 200;

export function schemaOf({ store }: Pick<Desk, 'store'>, { name, shared }: PlannedSchema): TaskSchema {
  const key = `${name} ${shared}`;
  const found = known.get(key);
  if (found) return found;
  const text = readText(store.quick, shared);
  if (text === null)
    throw finalFailure(
      Failure.notMine,
      'The schema of this task is not in the store. Was .aita/store.db deleted?',
    );
  const made = toSchema(name, JSON.parse(text) as Record<string, unknown>);
  if (known.size >= mostKnown) known.clear();
  known.set(key, made);
  return made;
}

function toSchema(name: string, json: Record<string, unknown>): TaskSchema {
  const { schema, isStrict } = closedSchema(json);
  return {
    request: { name, schema, ...(isStrict ? {} : { strict: false }) },
    read: jsonReader(z.fromJSONSchema(json)),
  };
}
