import { taskReader, taskRequest } from '../activities/runTask.prompt.ts';
import { PageUnreadable } from '../files/pageUnreadable.ts';
import type { PlannedTask } from '../domain/batch.ts';
import type { PlannedBatch } from '../executor/planBatch.ts';
import { estimateOf, isStored, type Counted, type Estimate } from './estimate.ts';
import type { FolderSession } from './session.ts';

/** What providers count for an image that fills what they look at, as a rule of thumb. */
const tokensPerImage = 1100;

/** Looks up every task in the store, without a call. The plan's texts must be kept already. `onTask` is told after each. */
export async function estimateBatch(
  session: FolderSession,
  { plan, items }: PlannedBatch,
  onTask: (done: number) => void,
): Promise<Estimate> {
  const counted: Counted = {
    items: items.length,
    stored: 0,
    blank: 0,
    unreadable: [],
    calls: [],
    step: 'runTask',
    model: plan.model,
  };
  for (const [index, { item }] of items.entries()) {
    await countTask(session, plan, item, counted).catch((error: unknown) => {
      if (!(error instanceof PageUnreadable)) throw error;
      counted.unreadable.push({ item: item.item, reason: error.message });
    });
    onTask(index + 1);
  }
  return estimateOf(session, counted);
}

async function countTask(
  { store, folder }: FolderSession,
  plan: PlannedBatch['plan'],
  task: PlannedTask,
  counted: Counted,
): Promise<void> {
  const desk = { dataDir: folder.dir, store };
  const request = await taskRequest(desk, plan, task);
  if (plan.reuse && isStored(store, request, taskReader(desk, task))) return void counted.stored++;
  const images = request.messages.flatMap(({ content }) => content).filter(({ type }) => type === 'image');
  counted.calls.push({ request, imageTokens: images.length * tokensPerImage });
}
