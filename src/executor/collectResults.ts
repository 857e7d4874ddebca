import { setImmediate as breath } from 'node:timers/promises';
import { outcomeTimes } from '../store/outcomes.ts';
import { callTimeOfRun } from '../store/spend.ts';
import type { BatchMetrics, BatchResult, TaskResult } from './batchResult.ts';
import type { BatchRun } from './batchRun.ts';
import { OutcomeStream, type SettledTask } from './outcomeStream.ts';
import { readTaskResult } from './readTaskResult.ts';
import type { Task } from './task.ts';

/** Tasks read before other work of the process gets its turn. */
const readAtOnce = 200;

/** All results of a batch that is over, in the order of its tasks. */
export async function collectResults(run: BatchRun): Promise<BatchResult<TaskResult<unknown>[]>> {
  const settled = await outcomesByTask(run);
  const results: TaskResult<unknown>[] = [];
  for (const [index, task] of run.tasks.entries()) {
    results.push(await readTaskResult(run, task, settled.get(task)?.outcomes ?? [null]));
    if (index % readAtOnce === readAtOnce - 1) await breath();
  }
  const succeeded = results.filter(({ error }) => error === null).length;
  const reused = results.filter((result) => result.reused).length;
  return {
    name: run.name,
    status: run.ending === 'cancelled' ? 'cancelled' : succeeded < results.length ? 'partial' : 'done',
    results,
    total: results.length,
    succeeded,
    failed: results.length - succeeded,
    reused,
    successRate: (succeeded / results.length) * 100,
    metrics: metricsOf(run, results),
    usage: run.usage(),
  };
}

async function outcomesByTask(run: BatchRun): Promise<Map<Task<unknown>, SettledTask>> {
  const stream = new OutcomeStream(run.store, run, run.tasks);
  const found = new Map<Task<unknown>, SettledTask>();
  for await (const entry of stream.settled({ isOver: true })) found.set(entry.task, entry);
  for (const entry of stream.unsettled()) found.set(entry.task, entry);
  return found;
}

function metricsOf(run: BatchRun, results: readonly TaskResult<unknown>[]): BatchMetrics {
  const { store, runId, since } = run;
  const { first, last } = outcomeTimes(store.quick, runId, since);
  const elapsed = Math.max(last - (run.begunAt ?? first), 0) / 1000;
  const asked = results.filter(({ reused, error }) => !reused && error?.phase !== 'cancelled').length;
  const time = callTimeOfRun(store.quick, runId, since);
  return {
    throughput: elapsed > 0 ? asked / elapsed : 0,
    avgTaskTime: time.items === 0 ? null : time.ms / time.items / 1000,
    elapsed,
  };
}
