import { ActivityCancellationType, proxyActivities, setHandler } from '@temporalio/workflow';
import type { Run } from '../../src/activities/desk.ts';
import { noCounts, type Counts, type Progress } from '../../src/domain/progress.ts';
import { setLanesUpdate } from '../../src/workflows/messages.ts';
import { asChunk, inChunks, type ChunkInput, type Listener } from '../../src/workflows/shared/chunks.ts';
import { fanOut } from '../../src/workflows/shared/fanOut.ts';
import type { RunInput } from '../../src/workflows/shared/run.ts';
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

/** A run in chunks, of which only the last item of each chunk is held. */
export async function holdChunks(input: RunInput & { run: Run }): Promise<number> {
  const progress = { ...noCounts, chunks: [] as string[] } as Progress;
  await inChunks(input, { body: holdLast, childType: 'holdChunk' }, { progress, count: () => undefined });
  return progress.done;
}

export async function holdChunk(input: ChunkInput): Promise<Counts> {
  return asChunk(input, holdLast);
}

async function holdLast({ from, to, lanes }: ChunkInput, listener: Listener): Promise<void> {
  const items = Array.from({ length: to - from }, (_, index) => `item-${from + index}`);
  await fanOut(items, {
    width: () => lanes,
    work: (item) => (item === items.at(-1) ? hold(item) : Promise.resolve(item)),
    onSettled: (item) => listener.count(item, { ok: true, value: { status: 'done', reused: false } }),
    onHandedOut: listener.onHandedOut,
  });
}
