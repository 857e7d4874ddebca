import { Pipeline, workflowId } from '../domain/identity.ts';
import type { TaskResult } from './batchResult.ts';
import { OutcomeStream, type SettledTask } from './outcomeStream.ts';
import type { PlannedBatch } from './planBatch.ts';
import { rawTasks } from './rawTasks.ts';
import { readTaskResult } from './readTaskResult.ts';
import type { Workplace } from './workplace.ts';

/** The results of a batch's run that is over, in the order of its tasks; values are the replies themselves. */
export async function* readResults(
  { store, folder }: Workplace,
  { plan, digest }: PlannedBatch,
  runId: string,
): AsyncGenerator<TaskResult<unknown>> {
  const job = workflowId(Pipeline.runBatch, plan.assignment, folder.id);
  const tasks = rawTasks(store.quick, digest);
  const stream = new OutcomeStream(store, { job, runId }, tasks);
  const settled = new Map<string, SettledTask>();
  for await (const entry of stream.settled({ isOver: true })) settled.set(entry.task.taskId, entry);
  const reading = { store, run: runId, since: 0 };
  for (const task of tasks)
    yield await readTaskResult(reading, task, settled.get(task.taskId)?.outcomes ?? [null]);
}
