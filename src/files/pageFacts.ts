import type { PlannedPage } from '../domain/plan.ts';
import { inspectPage, type PageInspection } from './inspectPage.ts';
import type { PageFile } from './pageFile.ts';

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
  keeper: FactsKeeper,
  page: PlannedPage,
  file: PageFile,
): Promise<PageInspection> {
  const known = knownPageFacts(keeper, page);
  if (known !== null) return known;
  const facts = await inspectPage(await file.look());
  keeper.keep(keyOf(page), JSON.stringify(facts));
  return facts;
}

/** `null` when the page, as it is now, was not looked at yet. */
export function knownPageFacts(keeper: FactsKeeper, page: PlannedPage): PageInspection | null {
  const known = keeper.read(keyOf(page));
  return known === null ? null : (JSON.parse(known) as PageInspection);
}

const keyOf = ({ path, bytes, mtimeMs }: PlannedPage): string => JSON.stringify([path, bytes, mtimeMs]);
