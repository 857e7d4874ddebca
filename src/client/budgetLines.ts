import { counted } from '../domain/counted.ts';
import { dollars } from '../domain/cost.ts';
import { budgetNow } from '../executor/holdBudget.ts';
import { costAboveReserve, reservedForCutCalls, spendingOf } from '../store/budget.ts';
import type { RunResult } from './output.ts';
import type { Session } from './session.ts';

/** The budget in words, with what is spent of it; nothing without one. */
export function budgetLines(session: Session, assignment: string): string[] {
  const budget = budgetNow(session, assignment);
  if (budget === null) return [];
  const { usd, unpriced } = spendingOf(session.store.quick, assignment);
  const others = unpriced === 0 ? '' : `; not in it: ${counted(unpriced, 'call')} of unknown price`;
  return [
    `Budget: ${dollars(budget)} for all runs of ${assignment}, ${spentInWords(session, assignment, usd)}${others}`,
  ];
}

/** The same for a command that does not stay to see a run pause. */
export function budgetAhead(session: Session, assignment: string): string[] {
  const lines = budgetLines(session, assignment);
  const isUsedUp =
    lines.length > 0 &&
    spendingOf(session.store.quick, assignment).usd >= (budgetNow(session, assignment) ?? Infinity);
  return isUsedUp ? [...lines, 'Nothing is left of it: the run pauses until it is given more.'] : lines;
}

function spentInWords({ store }: Session, assignment: string, usd: number): string {
  const cut = reservedForCutCalls(store.quick, assignment);
  if (cut === 0) return `${dollars(usd)} of it spent`;
  return `${dollars(usd - cut)} of it spent and ${dollars(cut)} kept for calls that were cut and may have been billed`;
}

/** What a run's end leaves of the budget, and whether the provider charged more than the price table allows for. */
export function spentLines(
  session: Session,
  { assignment, runId }: Pick<RunResult, 'assignment' | 'runId'>,
): string[] {
  const { calls, usd } = costAboveReserve(session.store.quick, runId ?? '');
  const above = `${counted(calls, 'call')} cost ${dollars(usd)} more together than the highest price known for them`;
  return [
    ...budgetLines(session, assignment ?? ''),
    ...(calls === 0 ? [] : [`Above the price table: ${above}; the cost shown is what the provider charged.`]),
  ];
}
