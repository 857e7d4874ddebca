import { html } from 'hono/html';
import type { Exam } from '../../domain/exam.ts';
import { counted } from '../../domain/counted.ts';
import { cards } from './cards.ts';
import { classTable, classTableStyles, type ClassStudent } from './classTable.ts';
import { examFact, toFacts } from './facts.ts';
import { page } from './layout.ts';
import { isOffline, offlineBanner } from './offlineBanner.ts';
import { failedPages, pageListStyles, pagesWorthALook } from './pageLists.ts';
import { summarize, summaryCards } from './summary.ts';

export interface ClassReport {
  assignment: string;
  exam: Exam | null;
  students: readonly ClassStudent[];
  /** Whether the page of the rubric is there to link to. */
  hasRubric: boolean;
  /** ISO 8601. */
  generatedAt: string;
}

/** The class at a glance, what failed and what deserves a look first, as one HTML file. */
export function transcriptionIndex(report: ClassReport): Promise<string> {
  const { assignment, exam, students, hasRubric, generatedAt } = report;
  const offline = students.filter(({ madeBy }) => isOffline(madeBy)).length;
  const total = summarize(students.flatMap(({ pages }) => pages));
  return page({
    trail: ['Transcriptions'],
    heading: assignment,
    facts: toFacts({ Exam: examFact(exam), ...models(students) }),
    ...(hasRubric ? { nav: html`<a href="rubric.html">Answer key and rubric</a>` } : {}),
    styles: pageListStyles + classTableStyles,
    generatedAt,
    body: html`
      ${offline > 0 && offlineBanner(`the pages of ${counted(offline, 'student')} below`)}
      ${cards([{ label: 'Students', value: students.length }, ...summaryCards(total)])}
      ${failedPages(students)} ${pagesWorthALook(students)} ${classTable(students)}
    `,
  });
}

function models(students: readonly ClassStudent[]): Record<string, string | null> {
  const names = new Set(
    students.flatMap(({ madeBy }) => (madeBy ? `${madeBy.model} (${madeBy.endpoint})` : [])),
  );
  const label = names.size > 1 ? 'Models' : 'Model';
  return { [label]: [...names].join(', ') || null };
}
