import { dollars } from '../domain/cost.ts';
import { isOffline } from '../domain/endpoint.ts';
import type { Plan } from '../domain/plan.ts';
import { UserError } from '../domain/userError.ts';
import { highestPriceOf } from '../llm/pricing.ts';
import { readBudget, setBudget } from '../store/budget.ts';
import type { Workplace } from './workplace.ts';

/** Puts the budget of the settings, where they name one, into force for all runs of the plan's assignment. */
export function holdBudget(workplace: Workplace, plan: Plan): void {
  const budget = budgetFor(workplace, plan);
  if (workplace.config.budgetUsd !== null) setBudget(workplace.store.quick, plan.assignment, budget);
}

/**
 * The budget under which a plan would run, in US dollars; `null` without one.
 * @throws UserError when the highest price of its calls is not known: such a budget could not be kept.
 */
export function budgetFor(workplace: Workplace, plan: Plan): number | null {
  const { priceIn, priceOut } = workplace.config;
  const budget = budgetNow(workplace, plan.assignment);
  if (budget === null || isOffline({ baseUrl: plan.endpoint })) return budget;
  const own = { inputUsd: priceIn, outputUsd: priceOut };
  if (highestPriceOf(plan.model, { inputTokens: 1, outputTokens: 1 }, own) !== null) return budget;
  throw new UserError(
    'budget-needs-price',
    `A budget of ${dollars(budget)} cannot be kept: the price of ${plan.model} is not known.`,
    'Set AITA_PRICE_IN and AITA_PRICE_OUT (US dollars per million tokens), or take the budget away with --budget none.',
  );
}

/** The budget of the settings, else the one that was set last. */
export function budgetNow({ config, store }: Workplace, assignment: string): number | null {
  const budget = config.budgetUsd ?? readBudget(store.quick, assignment) ?? Infinity;
  return Number.isFinite(budget) ? budget : null;
}
