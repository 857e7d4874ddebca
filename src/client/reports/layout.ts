import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Fact } from './facts.ts';
import { revealControls } from './revealControls.ts';
import { stylesheet } from './stylesheet.ts';

/** A piece of markup whose values are escaped. */
export type Html = ReturnType<typeof html>;

export interface PageParts {
  /** What the report is of, from the widest on, e.g. `['Transcription', 'Final']`. */
  trail: readonly string[];
  heading: string;
  facts: readonly Fact[];
  nav?: Html;
  body: Html;
  /** Style rules of this kind of report, added to the shared ones. A constant of ours, never data. */
  styles?: string;
  /** Who must not see it, in the footer; a student's work when absent. */
  keep?: string;
  /** ISO 8601. */
  generatedAt: string;
}

/**
 * A whole report as one HTML file that stands alone: it loads nothing, runs no script, and a browser
 * refuses both even if some text got through as markup.
 */
export async function page(parts: PageParts): Promise<string> {
  const style = stylesheet + (parts.styles ?? '');
  const markup = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy(style)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <title>${[parts.heading, ...parts.trail.toReversed()].join(' · ')}</title>
        ${raw(`<style>${style}</style>`)}
      </head>
      <body>
        <div class="frame">
          ${header(parts)}
          <main>${parts.body}</main>
          ${footer(parts)}
        </div>
      </body>
    </html> `;
  return revealControls(String(markup));
}

function contentPolicy(style: string): string {
  const hash = createHash('sha256').update(style).digest('base64');
  return [
    "default-src 'none'",
    "script-src 'none'",
    `style-src 'sha256-${hash}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function header({ trail, heading, facts, nav }: PageParts): Html {
  return html`<header>
    <div class="top">
      <div>
        <p class="overline"><bdi>${trail.join(' · ')}</bdi></p>
        <h1><bdi>${heading}</bdi></h1>
      </div>
      ${nav && html`<nav aria-label="Reports">${nav}</nav>`}
    </div>
    <dl class="facts">
      ${facts.map(
        ({ label, value }) =>
          html`<div>
            <dt>${label}</dt>
            <dd><bdi>${value}</bdi></dd>
          </div>`,
      )}
    </dl>
  </header>`;
}

function footer({ generatedAt, keep = studentsWork }: PageParts): Html {
  return html`<footer>
    <p>
      Made by AITA, ${time(generatedAt)}. This file stands alone: it loads nothing and runs no script. ${keep}
    </p>
  </footer>`;
}

const studentsWork = "It shows a student's work; keep it where student records are kept.";

/** A moment to the minute, in UTC. */
export function time(iso: string): Html {
  return html`<time datetime="${iso}">${minutes(iso)}</time>`;
}

/** `2026-01-31 14:05 UTC`; a text that is no moment stays as it is. */
export function minutes(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
