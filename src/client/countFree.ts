import { pageRequest, readPageText } from '../activities/transcribe.prompt.ts';
import { pageItem, type Plan, type PlannedPage, type TranscribePlan } from '../domain/plan.ts';
import type { Workplace } from '../executor/workplace.ts';
import { knownPageFacts } from '../files/pageFacts.ts';
import { PageFile } from '../files/pageFile.ts';
import { readOutcomes } from '../store/outcomes.ts';
import { readPlanItems } from '../store/plans.ts';
import { isStored } from './estimate.ts';

interface RunInStore {
  plan: Plan;
  digest: string;
  /** Workflow id. */
  job: string;
  runId: string;
}

/**
 * Items of a run that take no call: blank, or answered by the store from before the run. Asks the store only, so a page
 * that nobody looked at yet counts as a call. Of other pipelines than `transcribe` it is not known: 0.
 */
export function countFree(place: Workplace, { plan, digest, job, runId }: RunInStore): number {
  if (!isTranscription(plan)) return 0;
  const bought = new Set(
    readOutcomes(place.store.quick, job)
      .filter((outcome) => outcome.run === runId && outcome.status === 'done' && !outcome.reused)
      .map(({ item }) => item),
  );
  const pages = readPlanItems<PlannedPage>(place.store.quick, digest);
  return pages.filter((page) => !bought.has(pageItem(page)) && isFree(place, plan, page)).length;
}

const isTranscription = (plan: Plan): plan is TranscribePlan => plan.pipeline === 'transcribe';

function isFree({ store, folder }: Workplace, plan: TranscribePlan, page: PlannedPage): boolean {
  const facts = knownPageFacts(store.pageFacts, page);
  if (facts === null) return false;
  if (facts.isBlank && !plan.sendBlank) return true;
  const request = pageRequest(plan, page, facts.digest, new PageFile(folder.dir, page));
  return plan.reuse && isStored(store, request, readPageText);
}
