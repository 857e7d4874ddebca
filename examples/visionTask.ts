// Two pictures, one given as a path and one as bytes; each reply has a form, and a rule that only code can say.
import { readFile } from 'node:fs/promises';
import { createExecutor, VisionLLMTask } from 'aita';
import { z } from 'zod';

const [first = 'first.jpg', second = 'second.jpg'] = process.argv.slice(2);
const schema = z.object({ caption: z.string(), people: z.number().int().min(0) });

const look = (taskId: string, image: string | Uint8Array) =>
  VisionLLMTask({ taskId, prompt: 'What is to be seen, and how many people?', images: [image], schema });

await using executor = await createExecutor();
const { results } = await executor.executeBatch([
  look('first', first),
  look('second', await readFile(second)),
]);
for (const { taskId, value, error } of results) console.log(taskId, error ? error.message : value.caption);
