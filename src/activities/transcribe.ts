import { pageItem, type PageRef, type TranscribePlan } from '../domain/plan.ts';
import { readPageFacts } from '../files/pageFacts.ts';
import { PageFile } from '../files/pageFile.ts';
import { askModel } from './askModel.ts';
import type { Desk, Run } from './desk.ts';
import { keepOutcome, type StepResult } from './keepOutcome.ts';
import { findPage, readPlanOf } from './plans.ts';
import { pageRequest, readPageText } from './transcribe.prompt.ts';

export interface TranscribePageInput extends PageRef {
  run: Run;
}

export function transcribeSteps(desk: Desk) {
  return {
    /** Reads one page. Its text goes to the store; the answer here is only what became of it. */
    async transcribePage(input: TranscribePageInput): Promise<StepResult> {
      const plan = readPlanOf<TranscribePlan>(desk, input.run.plan);
      const item = pageItem(input);
      return keepOutcome(desk, { run: input.run, plan }, item, () => readPage(desk, plan, input, item));
    },
  };
}

async function readPage(desk: Desk, plan: TranscribePlan, input: TranscribePageInput, item: string) {
  const page = findPage(desk, input.run.plan, input);
  const file = new PageFile(desk.dataDir, page);
  const facts = await readPageFacts(desk.store.pageFacts, page, file);
  if (facts.isBlank && !plan.sendBlank) return { status: 'blank' as const, ref: null, reuse: null };
  const { run } = input;
  const request = pageRequest(plan, page, facts.digest, file);
  const { assignment, pipeline, reuse, maxRetries } = plan;
  const ask = {
    request,
    read: readPageText,
    run,
    step: 'transcribePage',
    item,
    assignment,
    pipeline,
    reuse,
    maxRetries,
  };
  const answer = await askModel(desk, ask);
  return { status: 'done' as const, ref: answer.ref, reuse: answer.reuse };
}
