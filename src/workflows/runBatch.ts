import type { Counts } from '../domain/progress.ts';
import { asChunk, inChunks, type ChunkInput, type Listener } from './shared/chunks.ts';
import { fanOut } from './shared/fanOut.ts';
import { localSteps, modelStepsOn } from './shared/proxies.ts';
import { asRun, type RunInput, type RunResult } from './shared/run.ts';
import { sideSteps } from './shared/sideSteps.ts';

/** Asks for every task of a batch; a task that fails is listed and the rest go on. Replies stay in the store. */
export async function runBatch(input: RunInput): Promise<RunResult> {
  return asRun('runBatch', input, {
    work: (whole, book) => inChunks(whole, { body: runTasks, childType: 'runBatchTasks' }, book),
    writeResults: () => Promise.resolve(),
  });
}

/** A chunk of a large batch, in its own history. */
export async function runBatchTasks(input: ChunkInput): Promise<Counts> {
  return asChunk(input, runTasks);
}

async function runTasks(input: ChunkInput, listener: Listener): Promise<void> {
  const { run, from, to, modelQueue } = input;
  const { left, stored } = await localSteps.listTasks({ run, from, to });
  for (let i = 0; i < stored; i++) listener.count('', { ok: true, value: { status: 'done', reused: true } });
  const steps = modelStepsOn(modelQueue);
  const failures = sideSteps();
  await fanOut(left, {
    width: () => input.lanes,
    work: ({ position, name }) => steps.runTask.executeWithOptions({ summary: name }, [{ run, position }]),
    onSettled: ({ position, name }, outcome) => {
      listener.count(name, outcome);
      if (outcome.ok || outcome.isKept) return;
      failures.add(localSteps.recordTaskFailure({ run, position, reason: outcome.reason }));
    },
    onHandedOut: listener.onHandedOut,
  });
  await failures.done();
}
