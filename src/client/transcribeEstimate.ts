import { pageRequest, readPageText } from '../activities/transcribe.prompt.ts';
import { readPageFacts } from '../files/pageFacts.ts';
import { PageFile } from '../files/pageFile.ts';
import { pageItem } from '../domain/plan.ts';
import { imageTokens, sentSize } from '../files/imageTokens.ts';
import { PageUnreadable } from '../files/pageUnreadable.ts';
import { estimateOf, isStored, type Counted, type Estimate } from './estimate.ts';
import type { Session } from './session.ts';
import type { PlannedTranscription } from './transcribePlan.ts';

/** Looks at every page as the run will, without a call. `onPage` is told after each. */
export async function estimateTranscription(
  session: Session,
  planned: PlannedTranscription,
  onPage: (done: number) => void,
): Promise<Estimate> {
  const { plan, items } = planned;
  const { model } = plan;
  const counted: Counted = {
    items: items.length,
    stored: 0,
    blank: 0,
    unreadable: [],
    calls: [],
    step: 'transcribePage',
    model,
  };
  for (const [index, { item: page }] of items.entries()) {
    await countPage(session, planned, page, counted).catch((error: unknown) => {
      if (!(error instanceof PageUnreadable)) throw error;
      counted.unreadable.push({ item: pageItem(page), reason: error.message });
    });
    onPage(index + 1);
  }
  return { ...estimateOf(session, counted), leftOut: planned.leftOut };
}

type Page = PlannedTranscription['items'][number]['item'];

async function countPage(
  session: Session,
  { plan }: PlannedTranscription,
  page: Page,
  counted: Counted,
): Promise<void> {
  const file = new PageFile(session.folder.dir, page);
  const facts = await readPageFacts(session.store.pageFacts, page, file);
  if (facts.isBlank && !plan.sendBlank) return void counted.blank++;
  const request = pageRequest(plan, page, facts.digest, file);
  if (plan.reuse && isStored(session.store, request, readPageText)) return void counted.stored++;
  const { width, height } = sentSize(facts);
  counted.calls.push({ request, imageTokens: imageTokens(width, height) });
}
