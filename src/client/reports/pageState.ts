import { html } from 'hono/html';
import type { PageTranscription } from '../../domain/transcription.ts';
import { counted } from '../../domain/counted.ts';
import type { Tone } from './cards.ts';
import { confidenceLevel } from './confidence.ts';
import type { Html } from './layout.ts';
import { doubtsOf, foundText } from './summary.ts';

export interface PageState {
  word: string;
  /** Says the same in one character, where there is no room for the word. */
  sign: string;
  tone: Tone;
}

export function pageState({ status }: Pick<PageTranscription, 'status'>): PageState {
  switch (status) {
    case 'done':
      return { word: 'read', sign: '', tone: 'good' };
    case 'blank':
      return { word: 'blank', sign: '○', tone: 'plain' };
    case 'failed':
      return { word: 'failed', sign: '✕', tone: 'bad' };
    case 'pending':
      return { word: 'not read yet', sign: '…', tone: 'fair' };
  }
}

/** Why a person should look at a page that was read; empty when nothing speaks for it. */
export function worthALook(page: PageTranscription): string[] {
  if (page.status !== 'done') return [];
  const { word } = confidenceLevel(page.confidence);
  const doubts = doubtsOf(page);
  return [
    ...(word === 'low' || word === 'unknown' ? [`${word} confidence`] : []),
    ...(foundText(page) === null ? ['no text found'] : []),
    ...(doubts > 0 ? [counted(doubts, 'doubt')] : []),
  ];
}

/** A link to each page of a student; `file` is empty on the student's own report. */
export function pageStrip(pages: readonly PageTranscription[], file = ''): Html {
  return html`<ul class="strip">
    ${pages.map((page) => {
      const { words, sign, tone } = inStrip(page);
      const label = `Page ${page.page}: ${words.join(', ')}`;
      return html`<li>
        <a class="${tone}" href="${file}#page-${page.page}" title="${label}" aria-label="${label}"
          >${page.page}${sign && ` ${sign}`}</a
        >
      </li>`;
    })}
  </ul>`;
}

export const stripLegend = html`<p class="quiet screen-only">
  ✕ failed · ! low confidence · ? doubts · ○ blank · … not read yet
</p>`;

function inStrip(page: PageTranscription): Pick<PageState, 'sign' | 'tone'> & { words: string[] } {
  const { word, sign, tone } = pageState(page);
  const reasons = worthALook(page);
  if (reasons.length === 0) return { words: [word], sign, tone };
  const isLow = confidenceLevel(page.confidence).word === 'low';
  return { words: [word, ...reasons], sign: isLow ? '!' : '?', tone: isLow ? 'bad' : 'fair' };
}
