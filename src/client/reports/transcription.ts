import { html } from 'hono/html';
import type { Exam } from '../../domain/exam.ts';
import type { Preview } from '../../files/previewImage.ts';
import { cards } from './cards.ts';
import { examFact, toFacts, type Fact } from './facts.ts';
import { minutes, page, type Html } from './layout.ts';
import { isOffline, offlineBanner } from './offlineBanner.ts';
import { pageStrip, stripLegend } from './pageState.ts';
import { pageTextStyles } from './pageText.ts';
import type { ReportStudent } from './reportStudent.ts';
import { sheetSection, sheetStyles } from './sheet.ts';
import { summarize, summaryCards } from './summary.ts';

export interface StudentReport {
  assignment: string;
  exam: Exam | null;
  student: ReportStudent;
  /** One for each page, in the same order. */
  previews: readonly Preview[];
  /** The students whose reports come before and after, for the links. */
  previous: string | null;
  next: string | null;
  /** ISO 8601. */
  generatedAt: string;
}

/** A student's pages, each scan beside what was read on it, as one HTML file. */
export function transcriptionReport(report: StudentReport): Promise<string> {
  const { assignment, exam, previews } = report;
  const { student, madeBy, pages } = report.student;
  return page({
    trail: ['Transcription', assignment],
    heading: student,
    facts: facts(report),
    nav: neighbours(report),
    styles: pageTextStyles + sheetStyles,
    generatedAt: report.generatedAt,
    body: html`
      ${isOffline(madeBy) && offlineBanner('these pages')} ${cards(summaryCards(summarize(pages)))}
      <nav class="strip-line" aria-label="Pages">${pageStrip(pages)} ${stripLegend}</nav>
      ${pages.map((sheet, index) => sheetSection(sheet, previews[index] ?? notLoaded, exam))}
    `,
  });
}

const notLoaded: Preview = { problem: 'it was not loaded' };

function facts({ student: { madeBy, folder }, exam }: StudentReport): Fact[] {
  const made = madeBy && {
    Model: madeBy.model,
    Endpoint: madeBy.endpoint,
    Prompt: madeBy.promptVersion,
    'Read on': minutes(madeBy.at),
  };
  return toFacts({ Folder: folder, Exam: examFact(exam), ...made });
}

const neighbours = ({ previous, next }: StudentReport): Html => html`
  ${previous !== null && html`<a href="${previous}.html" rel="prev">← ${previous}</a>`}
  <a href="index.html">All students</a>
  ${next !== null && html`<a href="${next}.html" rel="next">${next} →</a>`}
`;
