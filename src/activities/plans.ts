import { Failure } from '../domain/failures.ts';
import { pageItem, type PageRef, type Plan, type PlannedPage } from '../domain/plan.ts';
import { readPlan, readPlanItem } from '../store/plans.ts';
import type { Desk } from './desk.ts';
import { finalFailure } from './failure.ts';

/** The options of the run's plan. */
export function readPlanOf<T extends Plan>(desk: Desk, digest: string): T {
  const plan = readPlan<T>(desk.store.quick, digest);
  if (!plan) throw missing(`The plan ${digest.slice(0, 8)} is not in this folder's store.`);
  return plan;
}

export function findPage(desk: Desk, digest: string, page: PageRef): PlannedPage {
  const name = pageItem(page);
  const found = readPlanItem<PlannedPage>(desk.store.quick, digest, name);
  if (!found) throw missing(`${name} is not in the plan ${digest.slice(0, 8)}.`);
  return found;
}

const missing = (what: string) =>
  finalFailure(Failure.notMine, `${what} Was .aita/store.db deleted? Start the command again.`);
