// Results one by one as they finish. With an argument, the batch of that name that another process has started.
import { createExecutor, SimpleLLMTask } from 'aita';

await using executor = await createExecutor();
const [name] = process.argv.slice(2);
const tasks = ['red', 'green', 'blue'].map((colour) =>
  SimpleLLMTask({ taskId: colour, prompt: `A word that rhymes with ${colour}.` }),
);
const batch =
  name === undefined
    ? await executor.start(tasks, { checkpointName: 'colours' })
    : await executor.attach(name);
for await (const { taskId, value, error } of batch) console.log(taskId, error ? error.message : value);
const { done, total } = await batch.progress();
console.log(`${done} of ${total} done`);
