import { html } from 'hono/html';
import type { PageTranscription } from '../../domain/transcription.ts';
import { badge } from './cards.ts';
import type { ClassStudent } from './classTable.ts';
import { confidenceBar } from './confidence.ts';
import type { Html } from './layout.ts';
import { worthALook } from './pageState.ts';

interface Listed {
  student: ClassStudent;
  page: PageTranscription;
}

const pagesOf = (students: readonly ClassStudent[]): Listed[] =>
  students.flatMap((student) => student.pages.map((page) => ({ student, page })));

export function failedPages(students: readonly ClassStudent[]): Html {
  const failed = pagesOf(students).filter(({ page }) => page.status === 'failed');
  return html`<section aria-labelledby="failed">
    <h2 id="failed">Failed pages ${failed.length > 0 && badge(String(failed.length), 'bad')}</h2>
    ${
      failed.length === 0
        ? html`<p class="quiet">None.</p>`
        : html`<ul class="panel list">
            ${failed.map(
              (listed) =>
                html`<li>${pageLink(listed)} <bdi>${listed.page.reason ?? 'No reason was kept.'}</bdi></li>`,
            )}
          </ul>`
    }
  </section>`;
}

export function pagesWorthALook(students: readonly ClassStudent[]): Html {
  const listed = pagesOf(students)
    .map((entry) => ({ ...entry, reasons: worthALook(entry.page) }))
    .filter(({ reasons }) => reasons.length > 0)
    .sort((a, b) => (a.page.confidence ?? 0) - (b.page.confidence ?? 0));
  return html`<section aria-labelledby="look">
    <h2 id="look">Worth a look ${listed.length > 0 && badge(String(listed.length), 'fair')}</h2>
    ${
      listed.length === 0
        ? html`<p class="quiet">No page with low confidence or doubts.</p>`
        : html`<ul class="panel list look">
            ${listed.map(
              (entry) =>
                html`<li>
                  ${pageLink(entry)} ${confidenceBar(entry.page.confidence)}
                  <span class="quiet">${entry.reasons.join(', ')}</span>
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}

function pageLink({ student: { student, hasReport }, page: { page: number } }: Listed): Html {
  const text = `${student} page ${number}`;
  return hasReport ? html`<a href="${student}.html#page-${number}">${text}</a>` : html`<b>${text}</b>`;
}

export const pageListStyles = `
.look { columns: 24rem; column-gap: 2.5rem; column-rule: 1px solid var(--line); }
.look li { break-inside: avoid; border-top: 0; padding: 0.3rem 0; align-items: baseline; }`;
