import { html } from 'hono/html';
import type { Tone } from './cards.ts';
import { confidenceBar } from './confidence.ts';
import type { Html } from './layout.ts';
import { pageStrip, stripLegend } from './pageState.ts';
import type { ReportStudent } from './reportStudent.ts';
import { summarize, type Summary } from './summary.ts';

export interface ClassStudent extends ReportStudent {
  /** Whether a report of this student's own is there to link to. */
  hasReport: boolean;
}

interface Column {
  heading: string;
  value: (summary: Summary) => number | Html;
  /** How a number over 0 looks. */
  tone?: Tone;
  isText?: boolean;
}

const columns: readonly Column[] = [
  { heading: 'Pages', value: ({ pages }) => pages },
  { heading: 'Read', value: ({ read }) => read },
  { heading: 'Blank', value: ({ blank }) => blank },
  { heading: 'Failed', value: ({ failed }) => failed, tone: 'bad' },
  { heading: 'Not read yet', value: ({ pending }) => pending, tone: 'fair' },
  { heading: 'Lowest confidence', value: lowestConfidence, isText: true },
  { heading: 'Doubts', value: ({ doubts }) => doubts, tone: 'fair' },
];

/** A row for every student, those that have no transcription too. */
export function classTable(students: readonly ClassStudent[]): Html {
  return html`<section aria-labelledby="students">
    <h2 id="students">Students</h2>
    <div class="panel">
      <table class="stacking" role="table" aria-labelledby="students">
        <thead role="rowgroup">
          <tr role="row">
            ${columnHead('Student')} ${columns.map(({ heading, isText }) => columnHead(heading, !isText))}
            ${columnHead('Page by page', false, 'screen-only')}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${students.map(classRow)}
        </tbody>
      </table>
      ${stripLegend}
    </div>
  </section>`;
}

const columnHead = (heading: string, isNumber = false, more = ''): Html =>
  html`<th role="columnheader" scope="col" class="${isNumber ? 'number' : ''} ${more}">${heading}</th>`;

function classRow({ student, folder, pages, hasReport }: ClassStudent): Html {
  const name = hasReport ? html`<a href="${student}.html">${student}</a>` : student;
  const summary = summarize(pages);
  return html`<tr role="row">
    <th role="rowheader" scope="row">
      ${name} ${folder !== null && html`<bdi class="quiet">${folder}</bdi>`}
    </th>
    ${columns.map((column) => figure(column, summary))}
    <td role="cell" class="screen-only">${hasReport && pageStrip(pages, `${student}.html`)}</td>
  </tr>`;
}

function figure({ heading, value, tone = 'plain', isText }: Column, summary: Summary): Html {
  const content = value(summary);
  const classes = [isText ? '' : 'number', typeof content === 'number' && content > 0 ? tone : ''];
  return html`<td role="cell" data-label="${heading}" class="${classes.join(' ').trim()}">
    <span>${content}</span>
  </td>`;
}

function lowestConfidence({ lowestConfidence: lowest }: Summary): Html {
  return lowest === null ? html`–` : confidenceBar(lowest);
}

export const classTableStyles = `
tbody th { min-width: 8.5rem; font-weight: 600; }
tbody th bdi { display: block; font-weight: 400; }
td.bad, td.fair { font-weight: 650; }
table + .quiet { margin-top: 0.9rem; }
@media print { th, td { padding: 0.4rem 0.5rem; } }`;
