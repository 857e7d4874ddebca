// Kill this program in the middle, as often as you like, and start it again: it pays only for what is missing.
import { createExecutor, SimpleLLMTask } from 'aita';
import { z } from 'zod';

const words = Array.from({ length: Number(process.env['WORDS'] ?? 20) }, (_, index) => `word ${index + 1}`);

const tasks = words.map((word) =>
  SimpleLLMTask({
    taskId: word,
    prompt: `Translate "${word}" into French.`,
    schema: z.object({ translation: z.string() }),
  }),
);

await using executor = await createExecutor({ maxWorkers: 4, rateLimit: 50 });
const { results, reused, successRate, usage } = await executor.executeBatch(tasks, {
  checkpointName: 'french',
  onProgress: ({ done, total }) => console.error(`${done} of ${total}`),
});
for (const { taskId, value, error } of results)
  console.log(taskId, error ? error.message : value.translation);
console.log(`${successRate} % done, ${reused} from the store, ${usage.calls} calls`);
