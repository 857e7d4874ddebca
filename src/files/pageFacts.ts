import { join } from 'node:path';
import type { PlannedPage } from '../domain/plan.ts';
import { inspectPage, type PageInspection } from './inspectPage.ts';

/** Keeps what was found out about a page, so that it is looked at once. */
export interface FactsKeeper {
  read(key: string): string | null;
  keep(key: string, facts: string): void;
}

/**
 * Looks at a page once; while its size and time stay the same the keeper answers.
 * @throws PageUnreadable
 */
export async function readPageFacts(
  dataDir: string,
  keeper: FactsKeeper,
  page: PlannedPage,
): Promise<PageInspection> {
  const key = JSON.stringify([page.path, page.bytes, page.mtimeMs]);
  const known = keeper.read(key);
  if (known !== null) return JSON.parse(known) as PageInspection;
  const facts = await inspectPage(join(dataDir, page.path));
  keeper.keep(key, JSON.stringify(facts));
  return facts;
}
