import { resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from '../domain/userError.ts';
import { defaultMaxOutputTokens, type Task, type TaskMessage, type TaskPart } from '../executor/task.ts';

const Message = z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() });

/** One line of a file of tasks. */
const TaskLine = z
  .strictObject({
    id: z.string().min(1).max(200),
    prompt: z.string().min(1).optional(),
    messages: z.array(Message).min(1).optional(),
    images: z.array(z.string().min(1)).optional(),
    schema: z.record(z.string(), z.unknown()).optional(),
    model: z.string().min(1).optional(),
  })
  .refine(({ prompt, messages }) => (prompt === undefined) !== (messages === undefined), {
    error: 'expected either prompt or messages',
  });
type TaskLine = z.infer<typeof TaskLine>;

/**
 * The tasks of a JSON Lines text; empty lines are passed over. Relative images mean `imageDir`.
 * @throws UserError `bad-line` with the number of the first line that is none, and how many more there are.
 */
export function readTaskLines(text: string, imageDir: string): Task<unknown>[] {
  const tasks: Task<unknown>[] = [];
  const faults: string[] = [];
  const lines = new Map<string, number>();
  for (const [index, line] of text.replace(byteOrderMark, '').split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = readLine(line);
    const fault = 'fault' in read ? read.fault : repeated(lines, read.id, index + 1);
    if (fault !== null) faults.push(`line ${index + 1}: ${fault}`);
    else if ('id' in read) tasks.push(toTask(read, imageDir));
  }
  if (faults.length === 0) return tasks;
  const more = faults.length === 1 ? '' : ` (${faults.length - 1} more lines are wrong)`;
  throw new UserError(
    'bad-line',
    `${faults[0]}${more}`,
    'A line is one JSON object: id, and prompt or messages; images, schema and model when needed. Nothing was spent.',
  );
}

/** Windows programs write it before a text. */
const byteOrderMark = /^\uFEFF/;

function readLine(line: string): TaskLine | { fault: string } {
  const json = parse(line);
  if ('fault' in json) return json;
  const read = TaskLine.safeParse(json.value);
  if (!read.success)
    return { fault: z.prettifyError(read.error).replaceAll(/✖ /g, '').replaceAll(/\s+/g, ' ') };
  const fault = faultOfSchema(read.data.schema);
  return fault === null ? read.data : { fault };
}

function parse(line: string): { value: unknown } | { fault: string } {
  try {
    return { value: JSON.parse(line) as unknown };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { fault: `no JSON: ${error.message}` };
  }
}

function faultOfSchema(schema: TaskLine['schema']): string | null {
  if (schema === undefined) return null;
  if (schema['type'] !== 'object') return 'the schema is no object ("type": "object")';
  try {
    z.fromJSONSchema(schema);
    return null;
  } catch (error) {
    return `the schema cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function repeated(lines: Map<string, number>, id: string, line: number): string | null {
  const first = lines.get(id);
  if (first !== undefined) return `the id ${JSON.stringify(id)} is that of line ${first} too`;
  lines.set(id, line);
  return null;
}

function toTask(
  { id, prompt, messages, images = [], schema, model }: TaskLine,
  imageDir: string,
): Task<unknown> {
  const shown: TaskPart[] = images.map((image) => ({ image: resolve(imageDir, image) }));
  const { $schema: _, ...json } = schema ?? {};
  return {
    taskId: id,
    samples: 1,
    request: {
      messages: withImages(messages ?? [{ role: 'user', content: prompt ?? '' }], shown),
      schema: schema === undefined ? null : { name: 'reply', json },
      model: model ?? null,
      temperature: null,
      maxOutputTokens: defaultMaxOutputTokens,
    },
    read: ([reply]) => Promise.resolve(reply),
  };
}

/** Images go before the text of the last message. */
function withImages(messages: readonly z.infer<typeof Message>[], images: TaskPart[]): TaskMessage[] {
  return messages.map(({ role, content }, index) => ({
    role,
    content: [...(index === messages.length - 1 ? images : []), { text: content }],
  }));
}
