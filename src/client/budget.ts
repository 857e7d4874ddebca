import { isOffline } from '../domain/endpoint.ts';
import { dollars } from '../domain/cost.ts';
import type { Plan } from '../domain/plan.ts';
import { UserError } from '../domain/userError.ts';
import { highestPriceOf } from '../llm/pricing.ts';
import { costAboveReserve, readBudget, setBudget, spendingOf } from '../store/budget.ts';
import type { RunResult } from './output.ts';
import type { Session } from './session.ts';

/**
 * The budget under which a command would run its plan, in US dollars; `null` without one.
 * @throws UserError when the highest price of its calls is not known: such a budget could not be kept.
 */
export function budgetFor(session: Session, plan: Plan): number | null {
  const { priceIn, priceOut } = session.config;
  const budget = budgetNow(session, plan.assignment);
  if (budget === null || isOffline({ baseUrl: plan.endpoint })) return budget;
  const own = { inputUsd: priceIn, outputUsd: priceOut };
  if (highestPriceOf(plan.model, { inputTokens: 1, outputTokens: 1 }, own) !== null) return budget;
  throw new UserError(
    'budget-needs-price',
    `A budget of ${dollars(budget)} cannot be kept: the price of ${plan.model} is not known.`,
    'Set AITA_PRICE_IN and AITA_PRICE_OUT (US dollars per million tokens), or take the budget away with --budget none.',
  );
}

/** The command's own budget, else the one that was set last. */
export function budgetNow({ config, store }: Session, assignment: string): number | null {
  const budget = config.budgetUsd ?? readBudget(store.quick, assignment) ?? Infinity;
  return Number.isFinite(budget) ? budget : null;
}

/** Puts the budget that the command was given into force for all runs of the assignment, and says what holds. */
export function holdBudget(session: Session, plan: Plan): string[] {
  const { config, store } = session;
  const budget = budgetFor(session, plan);
  if (config.budgetUsd !== null) setBudget(store.quick, plan.assignment, budget);
  return budgetLines(session, plan.assignment, budget);
}

/** A budget in words, with what is spent of it; nothing without one. */
export function budgetLines({ store }: Session, assignment: string, budget: number | null): string[] {
  if (budget === null) return [];
  const { usd, unpriced } = spendingOf(store.quick, assignment);
  const others = unpriced === 0 ? '' : `; ${unpriced} calls of unknown price are not in it`;
  return [`Budget: ${dollars(budget)} for all runs of ${assignment}, ${dollars(usd)} of it spent${others}`];
}

/** What a run's end leaves of the budget, and whether the provider charged more than the price table allows for. */
export function spentLines(
  session: Session,
  { assignment, runId }: Pick<RunResult, 'assignment' | 'runId'>,
): string[] {
  const { store } = session;
  const { calls, usd } = costAboveReserve(store.quick, runId ?? '');
  const above = `${calls} calls cost ${dollars(usd)} more together than the highest price known for them`;
  return [
    ...budgetLines(session, assignment ?? '', readBudget(store.quick, assignment ?? '')),
    ...(calls === 0 ? [] : [`Above the price table: ${above}; the cost shown is what the provider charged.`]),
  ];
}
