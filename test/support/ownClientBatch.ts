import OpenAI from 'openai';
import { createExecutor, SimpleLLMTask } from '../../src/index.ts';

// A program whose calls are made by its own client: `AITA_BASE_URL` and `AITA_DATA_DIR` say where, and it prints what came.
const tasks = Array.from({ length: 20 }, (_, index) =>
  SimpleLLMTask({ taskId: `own-${index}`, prompt: `Say own ${index}.` }),
);
const openai = new OpenAI({ baseURL: process.env['AITA_BASE_URL'], apiKey: 'own' });
await using executor = await createExecutor({ openai, model: 'gpt-5.4-mini', maxWorkers: 4 });
const { successRate, reused, usage } = await executor.executeBatch(tasks, { checkpointName: 'own' });
process.stdout.write(JSON.stringify({ successRate, reused, calls: usage.calls }));
