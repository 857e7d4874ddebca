import { html } from 'hono/html';
import type { Exam } from '../../domain/exam.ts';
import type { PageTranscription } from '../../domain/transcription.ts';
import type { Preview } from '../../files/previewImage.ts';
import { counted } from '../../domain/counted.ts';
import { badge, banner } from './cards.ts';
import { confidenceBar } from './confidence.ts';
import type { Html } from './layout.ts';
import { parseMarks } from './marks.ts';
import { pageState } from './pageState.ts';
import { pageText } from './pageText.ts';
import { doubtsOf, foundText } from './summary.ts';

/** A page of the exam: the scan, and beside it what was read or why nothing was. */
export function sheetSection(sheet: PageTranscription, preview: Preview, exam: Exam | null): Html {
  const { word, tone } = pageState(sheet);
  const doubts = doubtsOf(sheet);
  const id = `page-${sheet.page}`;
  return html`<section class="panel sheet ${sheet.status}" id="${id}" aria-labelledby="${id}-title">
    <div class="sheet-top">
      <h2 id="${id}-title">Page ${sheet.page}</h2>
      ${badge(word, tone)} ${doubts > 0 && badge(counted(doubts, 'doubt'), 'fair')}
      ${sheet.status === 'done' && confidenceBar(sheet.confidence)} ${questionsOn(sheet.page, exam)}
    </div>
    <div class="pair">
      ${scan(sheet, preview)}
      <div class="reading">${reading(sheet)} ${notes(sheet)}</div>
    </div>
  </section>`;
}

function questionsOn(pageNumber: number, exam: Exam | null): Html | null {
  const questions = exam?.questions.filter((question) => question.page === pageNumber) ?? [];
  if (questions.length === 0) return null;
  const texts = questions.map(({ id, points }) => `${id} (${counted(points, 'point')})`);
  return html`<span class="quiet questions">Questions here: <bdi>${texts.join(', ')}</bdi></span>`;
}

function scan({ page: number, image }: PageTranscription, preview: Preview): Html {
  if ('problem' in preview) {
    const reason = html`<p><bdi>${image}</bdi>: <bdi>${preview.problem}</bdi></p>`;
    return html`<div class="scan">${banner('bad', 'The scan cannot be shown', reason)}</div>`;
  }
  const { dataUrl, width, height } = preview;
  return html`<figure class="scan">
    <img src="${dataUrl}" width="${width}" height="${height}" alt="Scan of page ${number}" />
    <figcaption class="quiet screen-only">
      <a href="${originalHref(image)}">Open page ${number} in full size</a>
    </figcaption>
  </figure>`;
}

/** Reports lie two folders below the data folder, from which image paths count. */
const originalHref = (image: string): string =>
  `../../${image.toWellFormed().split('/').map(encodeURIComponent).join('/')}`;

function reading(sheet: PageTranscription): Html {
  const { status, reason } = sheet;
  switch (status) {
    case 'done':
      return transcribed(foundText(sheet));
    case 'blank':
      return html`<p class="quiet">A blank page: nothing is written on it, and no model was asked.</p>`;
    case 'failed':
      return banner('bad', 'This page was not read', sentence(reason ?? 'No reason was kept.'));
    case 'pending':
      return banner('fair', 'This page has not been read yet', sentence(reason ?? 'No run has come to it.'));
  }
}

const sentence = (text: string): Html => html`<p><bdi>${text}</bdi></p>`;

const transcribed = (text: string | null): Html =>
  text === null
    ? html`<p class="quiet">The model found no handwriting on this page.</p>`
    : html`<h3>Text</h3>
        ${pageText(parseMarks(text))}`;

const notes = ({ notes }: PageTranscription): Html | null =>
  notes?.trim()
    ? html`<div class="notes">
        <h3>The model's notes</h3>
        <pre dir="auto">${notes.trim()}</pre>
      </div>`
    : null;

export const sheetStyles = `
.sheet { scroll-margin-top: 1rem; }
.sheet-top { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 0.8rem; }
.sheet-top h2 { margin-right: 0.2rem; }
.questions { margin-left: auto; }
.pair { display: grid; grid-template-columns: minmax(0, 10fr) minmax(0, 11fr); gap: 1.25rem clamp(1.25rem, 3vw, 2.5rem); }
.scan { align-self: start; position: sticky; top: 1rem; }
.scan img {
  display: block; width: 100%; height: auto; background: #fff; border: 1px solid var(--line); border-radius: 8px;
}
.sheet.blank .pair { grid-template-columns: 9rem minmax(0, 1fr); }
.scan figcaption { margin-top: 0.4rem; }
.reading { display: grid; gap: 0.5rem; align-content: start; }
.notes { margin-top: 0.9rem; padding: 0.7rem 0 0 0; border-top: 1px solid var(--line); }
.notes pre { margin: 0.15rem 0 0; white-space: pre-wrap; font: inherit; font-size: 0.95rem; }
@media screen and (max-width: 56rem) {
  .sheet:not(.blank) .pair { grid-template-columns: minmax(0, 1fr); }
  .scan { position: static; }
  .questions { margin-left: 0; flex-basis: 100%; }
}
@media print {
  .sheet { border: 0; padding: 0; break-inside: avoid; }
  .sheet + .sheet { margin-top: 8mm; }
  .sheet .text { font-size: 1rem; line-height: 1.5; }
  .scan { position: static; }
  .scan img { max-height: 225mm; width: auto; max-width: 100%; }
  .pair { gap: 6mm; }
  .reading { display: block; }
}`;
