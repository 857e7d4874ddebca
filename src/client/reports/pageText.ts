import { html } from 'hono/html';
import type { Html } from './layout.ts';
import type { Mark } from './marks.ts';

/** A transcribed text with its line breaks, its marks shown as what they mean. */
export function pageText(marks: readonly Mark[]): Html {
  return html`<pre class="text" dir="auto">${spans(marks)}</pre>`;
}

function spans(marks: readonly Mark[]): Html[] {
  return marks.map((mark, index) =>
    mark.kind === 'text' ? textBetween(mark.text, marks[index - 1], marks[index + 1]) : span(mark),
  );
}

/** A block makes its own line; the line breaks written around it would double it. */
function textBetween(text: string, before: Mark | undefined, after: Mark | undefined): Html {
  const start = isBlock(before) ? text.replace(/^[^\S\n]*\n/, '') : text;
  return html`${isBlock(after) ? start.replace(/\n$/, '') : start}`;
}

const isBlock = (mark: Mark | undefined): boolean =>
  mark?.kind === 'figure' || (mark?.kind === 'math' && mark.display);

function span(mark: Exclude<Mark, { kind: 'text' }>): Html {
  switch (mark.kind) {
    case 'struck':
      return html`<s>${spans(mark.marks)}</s>`;
    case 'doubt':
      return html`<mark title="The model was not sure of this">${mark.guess ?? 'unclear'}</mark>`;
    case 'figure':
      return html`<span class="figure" role="group" aria-label="Figure">${spans(mark.marks)}</span>`;
    case 'math':
      return html`<code class="${mark.display ? 'display' : ''}">${spans(mark.marks)}</code>`;
  }
}

/** The rules for what `pageText` makes. `::before` and `::after` say the meaning in words, also to a screen reader. */
export const pageTextStyles = `
.text { margin: 0; white-space: pre-wrap; font: 1.05rem/1.7 Charter, "Iowan Old Style", Georgia, "Noto Serif", serif; }
.text s { color: var(--soft); text-decoration: line-through 1.5px var(--bad); }
.text s::before, .text s::after {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
.text s::before { content: "[crossed out] "; }
.text s::after { content: " [end of crossed out]"; }
.text mark {
  padding: 0 0.2em; border-radius: 4px; border-bottom: 2px dotted var(--fair);
  background: var(--fair-tint); color: inherit;
}
.text mark::after { content: "?"; margin-left: 0.15em; font: 700 0.72em/1 system-ui, sans-serif; color: var(--fair); vertical-align: super; }
.text code {
  padding: 0.08em 0.35em; border-radius: 5px; border: 1px solid var(--line); background: var(--ground);
  font: 0.86em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  -webkit-box-decoration-break: clone; box-decoration-break: clone;
}
.text code.display { display: block; margin: 0.5rem 0; padding: 0.5rem 0.8rem; }
.figure {
  display: block; margin: 0.6rem 0; padding: 0.6rem 0.9rem 0.7rem; border: 1.5px dashed var(--soft); border-radius: 8px;
}
.figure::before {
  content: "Figure"; display: block; font: 600 0.75rem/1.5 system-ui, sans-serif; color: var(--soft);
}`;
