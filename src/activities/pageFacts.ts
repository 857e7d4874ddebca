import { join } from 'node:path';
import type { PlannedPage } from '../domain/plan.ts';
import { inspectPage } from '../files/inspectPage.ts';
import type { Desk } from './desk.ts';

export interface PageFacts {
  /** sha256 of the file. */
  digest: string;
  width: number;
  height: number;
  isBlank: boolean;
}

/** Looks at a page once; while its size and time stay the same the store answers. */
export async function readPageFacts(
  desk: Pick<Desk, 'dataDir' | 'store'>,
  page: PlannedPage,
): Promise<PageFacts> {
  const key = JSON.stringify([page.path, page.bytes, page.mtimeMs]);
  const known = desk.store.quick.get('select body from page_facts where key = ?', key);
  if (known) return JSON.parse(String(known['body'])) as PageFacts;
  const facts = await inspectPage(join(desk.dataDir, page.path));
  desk.store.quick.run('insert or replace into page_facts values (?, ?)', key, JSON.stringify(facts));
  return facts;
}
