// A family of tasks: one prompt over a typed input. `parseFn` runs here, on the stored reply, and costs nothing to change.
import { createExecutor, defineTask } from 'aita';
import { z } from 'zod';

const review = defineTask({
  name: 'review',
  system: 'You rate reviews of restaurants.',
  prompt: ({ text, stars }: { text: string; stars: number }) =>
    `Of ${stars} stars, how many does this give?\n${text}`,
  schema: z.object({ stars: z.number(), why: z.string() }),
  parseFn: ({ stars, why }) => ({ share: stars / 5, why }),
});

await using executor = await createExecutor();
const { results } = await executor.executeBatch([
  review('first', { text: 'The soup was cold.', stars: 5 }),
  review('second', { text: 'I would go again.', stars: 5 }),
]);
for (const { taskId, value } of results) console.log(taskId, value?.share, value?.why);
