import { taskRequest } from '../activities/runTask.prompt.ts';
import type { PlannedBatch } from '../executor/planBatch.ts';
import { estimateOf, isStored, type Counted, type Estimate } from './estimate.ts';
import type { FolderSession } from './session.ts';

/** What providers count for an image that fills what they look at, as a rule of thumb. */
const tokensPerImage = 1100;

/** Looks up every task in the store, without a call. The plan's texts must be kept already. */
export async function estimateBatch(
  session: FolderSession,
  { plan, items }: PlannedBatch,
): Promise<Estimate> {
  const desk = { dataDir: session.folder.dir, store: session.store };
  const counted: Counted = {
    items: items.length,
    stored: 0,
    blank: 0,
    unreadable: [],
    calls: [],
    step: 'runTask',
    model: plan.model,
  };
  for (const { item } of items) {
    const request = await taskRequest(desk, plan, item);
    if (plan.reuse && isStored(session.store, request)) {
      counted.stored++;
      continue;
    }
    const images = request.messages.flatMap(({ content }) => content).filter(({ type }) => type === 'image');
    counted.calls.push({ request, imageTokens: images.length * tokensPerImage });
  }
  return estimateOf(session, counted);
}
