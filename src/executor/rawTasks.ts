import { z } from 'zod';
import type { PlannedTask } from '../domain/batch.ts';
import { jsonReader } from '../llm/readReply.ts';
import type { Database } from '../store/database.ts';
import { readPlanItems } from '../store/plans.ts';
import type { Task } from './task.ts';

/** The tasks of a plan for a process that did not make them: a reply is read as JSON where it has a schema, else as it is. */
export function rawTasks(db: Database, digest: string): Task<unknown>[] {
  return readPlanItems<PlannedTask>(db, digest).map(({ item, schema, maxOutputTokens }) => ({
    taskId: item,
    samples: 1,
    // What was asked stays in the store; only replies are read here.
    request: { messages: [], schema: null, model: null, temperature: null, maxOutputTokens },
    read: ([reply = '']) => Promise.resolve(schema ? readJson(reply) : reply),
  }));
}

const readAnyJson = jsonReader(z.unknown());

function readJson(reply: string): unknown {
  const reading = readAnyJson(reply);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.value;
}
