import { html } from 'hono/html';
import type { Tone } from './cards.ts';
import type { Html } from './layout.ts';

export interface ConfidenceLevel {
  word: 'high' | 'fair' | 'low' | 'unknown';
  tone: Tone;
}

/** What a confidence between 0 and 1 means in a word: high from 0.8, fair from 0.5. */
export function confidenceLevel(confidence: number | null): ConfidenceLevel {
  if (confidence === null) return { word: 'unknown', tone: 'plain' };
  if (confidence >= 0.8) return { word: 'high', tone: 'good' };
  return confidence >= 0.5 ? { word: 'fair', tone: 'fair' } : { word: 'low', tone: 'bad' };
}

/** Two decimals, cut and not rounded: 0.799 is not yet 0.80. */
export const confidenceNumber = (confidence: number | null): string =>
  confidence === null ? '–' : (Math.floor(confidence * 100 + 1e-9) / 100).toFixed(2);

/** A bar with its number and its word. */
export function confidenceBar(confidence: number | null): Html {
  const { word, tone } = confidenceLevel(confidence);
  const width = 72;
  return html`<span class="confidence ${tone}">
    <svg width="${width}" height="6" aria-hidden="true">
      <rect width="${width}" height="6" rx="3" />
      <rect width="${((confidence ?? 0) * width).toFixed(1)}" height="6" rx="3" />
    </svg>
    <span><b>${confidenceNumber(confidence)}</b> ${word}</span>
  </span>`;
}
