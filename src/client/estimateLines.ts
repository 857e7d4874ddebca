import { counted } from '../domain/counted.ts';
import type { Plan, TranscribePlan } from '../domain/plan.ts';
import { widthInWords } from '../domain/maxWorkers.ts';
import { budgetLines } from './budgetLines.ts';
import type { Estimate } from './estimate.ts';
import { leftOutLines } from './leftOut.ts';
import type { Session } from './session.ts';
import { tokensInWords } from '../domain/tokensInWords.ts';
import type { PlannedRun } from '../executor/startRun.ts';

/** The estimate in words; it names endpoint, model and where the key came from. */
export function estimateLines(session: Session, { plan, summary }: PlannedRun, estimate: Estimate): string[] {
  const { config } = session;
  const { items, stored, blank, unreadable, calls, inputTokens, outputTokens, costUsd, seconds } = estimate;
  const cost =
    costUsd === null
      ? 'unknown (no price for this model; set AITA_PRICE_IN and AITA_PRICE_OUT)'
      : `about $${costUsd.toFixed(4)}`;
  const key = config.endpoint?.keyFrom ? ` with the key from ${config.endpoint.keyFrom}` : '';
  return [
    summary,
    ...nameLines(plan),
    `Model: ${plan.model} at ${plan.endpoint}${key}`,
    `Items: ${items} (${stored} stored already, ${blank} blank, ${unreadable.length} unreadable)`,
    `Calls: ${calls}, about ${inputTokens} tokens in and ${outputTokens} out (estimate)`,
    `Cost: ${cost} (estimate)`,
    ...budgetLines(session, plan.assignment),
    `Time: about ${seconds} s with ${widthInWords(config.maxWorkers)} and ${counted(config.rateLimitRps, 'start')} a second${tokensInWords(config.rateLimitTpm)} (estimate)`,
    ...unreadable.map(({ item, reason }) => `Unreadable: ${item}: ${reason}`),
    ...(estimate.leftOut === undefined ? [] : leftOutLines(estimate.leftOut)),
  ];
}

/** Whether names leave this machine with the pages; nothing for a pipeline that sends none. */
function nameLines(plan: Plan | TranscribePlan): string[] {
  if (!('mask' in plan)) return [];
  if (plan.mask !== null) return [`Names: covered on page ${plan.mask.pages.join(', ')}`];
  return [
    'Names: page 1 goes out with the name on it; nameBox in exam.json or --mask x,y,w,h covers a part of it',
  ];
}
