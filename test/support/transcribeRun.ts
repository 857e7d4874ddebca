import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Desk, Run } from '../../src/activities/desk.ts';
import { pageItem, type PageRef, type PlannedPage, type TranscribePlan } from '../../src/domain/plan.ts';
import type { PageTranscription, StudentTranscription } from '../../src/domain/transcription.ts';
import { writePlan } from '../../src/store/plans.ts';
import { Store, storeFile } from '../../src/store/store.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { aPlan } from './aPlan.ts';

const plan: TranscribePlan = {
  ...aPlan,
  pipeline: 'transcribe',
  promptVersion: 'transcribe-1',
  sendBlank: false,
  mask: null,
};

/** A run of two pages a student in a data folder of its own, as the file steps see it. */
export async function openTranscribeRun(students: string[]) {
  const dataDir = temporaryFolder();
  mkdirSync(join(dataDir, 'Final'));
  const store = new Store(storeFile(dataDir));
  after(() => store.close());
  const planned = (page: PageRef): PlannedPage => ({
    ...page,
    path: `Final/pages/${page.student}/${page.page}.png`,
    bytes: 1,
    mtimeMs: 1,
  });
  const refs = students.flatMap((student) => [1, 2].map((page) => ({ student, page })));
  const items = refs.map((page) => ({ name: pageItem(page), partOf: page.student, item: planned(page) }));
  await writePlan(store.quick, 'plan', plan, items);
  await writePlan(store.quick, 'forced', { ...plan, endpoint: 'offline', force: true }, items);
  const desk: Desk = { dataDir, folder: 'folder', store, model: null };
  const runOf = (id: string): Run => ({ id, job: 'transcribe:Final:folder', startedAt: 0, plan: 'plan' });
  const fileOf = (student: string): string => join(dataDir, 'Final', 'transcriptions', `${student}.json`);
  const pages = (student: string): PageTranscription[] =>
    (JSON.parse(readFileSync(fileOf(student), 'utf8')) as StudentTranscription).pages;
  return {
    desk,
    runOf,
    /** Settles a page as blank. */
    settle: (run: Run, page: PageRef): void => {
      const rest = { ref: null, reason: null, reused: false };
      store.keepOutcome(run.job, { item: pageItem(page), run: run.id, status: 'blank', ...rest });
    },
    planned,
    fileOf,
    pages,
    statuses: (student: string): string[] => pages(student).map(({ status }) => status),
  };
}
