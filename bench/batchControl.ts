import { SimpleLLMTask } from '../src/index.ts';
import { createExecutor } from '../src/executor/createExecutor.ts';
import { newFolder } from './newFolder.ts';
import { seconds, type Row } from './row.ts';
import { openStage } from './stage.ts';

/** Results that are waited for before it is cancelled. */
const seen = 2500;

/** What a person waits for a large batch while this process works on it. */
export async function batchControl(count: number): Promise<Row> {
  await using stage = await openStage({ latency: 200 });
  const tasks = (count: number, word: string) =>
    Array.from({ length: count }, (_, id) =>
      SimpleLLMTask({ taskId: `${id}`, prompt: `Say ${word} ${id}.` }),
    );
  await using executor = await createExecutor({
    env: stage.env,
    dataDir: newFolder(),
    maxWorkers: 100,
    rateLimit: 100_000,
  });
  // Connected and loaded before it is measured.
  await executor.executeBatch(tasks(1, 'first'));
  const starting = await timed(() => executor.start(tasks(count, 'large')));
  const handle = starting.value;
  const asking: number[] = [];
  for await (const _ of handle) {
    asking.push((await timed(() => handle.progress())).ms);
    if (asking.length === Math.min(seen, count / 2)) break;
  }
  const cancelling = await timed(() => handle.cancel());
  const ending = await timed(() => handle.result());
  const longest = Math.max(...asking);
  return {
    name: `control of a batch of ${count.toLocaleString('en')} tasks of 0.2 s, width 100`,
    measured: `start ${seconds(starting.ms)}, progress ${seconds(longest)} at most, cancel ${seconds(cancelling.ms)} (over ${seconds(ending.ms)} later)`,
    ideal: '-',
    bareLoop: '-',
    target: '< 1 s each',
    isMet: Math.max(starting.ms, longest, cancelling.ms) < 1000,
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const begun = performance.now();
  const value = await work();
  return { value, ms: performance.now() - begun };
}
