import { html } from 'hono/html';
import type { Html } from './layout.ts';

/** Colours with a meaning; the words beside them say the same. */
export type Tone = 'good' | 'fair' | 'bad' | 'plain';

export interface Card {
  label: string;
  value: string | number;
  /** A word or two after the value. */
  note?: string;
  tone?: Tone;
}

/** The figures at the top of a report. */
export function cards(items: readonly Card[]): Html {
  return html`<dl class="cards">
    ${items.map(
      ({ label, value, note, tone = 'plain' }) =>
        html`<div class="card">
          <dt class="label">${label}</dt>
          <dd class="${tone}">${value} ${note !== undefined && html`<small>${note}</small>`}</dd>
        </div>`,
    )}
  </dl>`;
}

export function badge(text: string, tone: Tone = 'plain'): Html {
  return html`<span class="badge ${tone}">${text}</span>`;
}

/** A box nobody overlooks. */
export function banner(tone: Exclude<Tone, 'plain'>, title: string, body: Html): Html {
  return html`<div class="banner ${tone}" role="note">
    <strong>${title}</strong>
    ${body}
  </div>`;
}
