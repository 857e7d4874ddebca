import { ActivityCancellationType, proxyActivities, setHandler } from '@temporalio/workflow';
import type { Counts } from '../../src/domain/progress.ts';
import { setLanesUpdate } from '../../src/workflows/messages.ts';
import { asChunk, inChunks, type ChunkInput, type Listener } from '../../src/workflows/shared/chunks.ts';
import { fanOut } from '../../src/workflows/shared/fanOut.ts';
import { asRun, type RunInput, type RunResult } from '../../src/workflows/shared/run.ts';
import type { HoldSteps } from './holdSteps.ts';

const { hold } = proxyActivities<HoldSteps>({
  startToCloseTimeout: '5 minutes',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
});

/** Holds every item; gives what came of each, in the order they settled. */
export async function holdAll({ items, width }: { items: string[]; width: number }): Promise<string[]> {
  const settled: string[] = [];
  const lanes = { now: width };
  setHandler(setLanesUpdate, (now) => void (lanes.now = now));
  await fanOut(items, {
    width: () => lanes.now,
    work: hold,
    onSettled: (item, outcome) =>
      void settled.push(outcome.ok ? `${item}: ${outcome.value}` : `${item}: ${outcome.reason}`),
  });
  return settled;
}

/** A run in chunks, of which only the last three items of each are held; its results are the held item `results`. */
export async function holdChunks(input: RunInput): Promise<RunResult> {
  return asRun('holdChunks', input, {
    work: (whole, book) => inChunks(whole, { body: holdLast, childType: 'holdChunk' }, book),
    writeResults: () => hold('results'),
  });
}

export async function holdChunk(input: ChunkInput): Promise<Counts> {
  return asChunk(input, holdLast);
}

async function holdLast(input: ChunkInput, listener: Listener): Promise<void> {
  const { from, to } = input;
  const items = Array.from({ length: to - from }, (_, index) => `item-${from + index}`);
  const held = items.slice(-3);
  await fanOut(items, {
    width: () => input.lanes,
    work: (item) => (held.includes(item) ? hold(item) : Promise.resolve(item)),
    onSettled: (item) => listener.count(item, { ok: true, value: { status: 'done', reused: false } }),
    onHandedOut: listener.onHandedOut,
  });
}
