import { html } from 'hono/html';
import { faultOf, type AnswerKey, type Criterion } from '../../domain/rubric.ts';
import { counted } from '../../domain/counted.ts';
import { badge, banner } from './cards.ts';
import type { Html } from './layout.ts';
import type { ReportQuestion } from './rubric.ts';

/** A question: its text, its answer key, and the criteria that a grader decides. */
export function questionSection(question: ReportQuestion, index: number): Html {
  const { id, points, text, key, rubric } = question;
  const anchor = `question-${index + 1}`;
  return html`<section class="panel question" id="${anchor}" aria-labelledby="${anchor}-title">
    <div class="question-top">
      <h2 id="${anchor}-title">Question <bdi>${id}</bdi></h2>
      ${badge(counted(points, 'point'))}
      ${rubric?.madeFrom === 'instructor' && badge("the instructor's rubric", 'good')}
      ${[key?.status, rubric?.status].includes('failed') && badge('failed', 'bad')}
    </div>
    ${text === null ? html`<p class="quiet">It is not in exam.json.</p>` : words(text)}
    <div>
      <h3>Answer key</h3>
      ${key?.key ? keyParts(key.key) : missing('The answer key', key)}
    </div>
    <div>
      <h3>Rubric</h3>
      ${rubric?.criteria ? rubricParts(rubric.criteria, points) : missing('The rubric', rubric)}
    </div>
  </section>`;
}

const words = (text: string): Html => html`<p class="words" dir="auto">${text}</p>`;

function missing(what: string, state: { status: string; reason: string | null } | null): Html {
  const reason = html`<p><bdi>${state?.reason ?? 'No reason was kept.'}</bdi></p>`;
  if (state && state.status !== 'pending') return banner('bad', `${what} was not made`, reason);
  return banner('fair', `${what} has not been made yet`, html`<p>No run has come to it.</p>`);
}

function keyParts({ answer, steps, alternatives, gradingNotes }: AnswerKey): Html {
  return html`<div class="key">
    ${words(answer)} ${list('Steps', steps, true)} ${list('Also right', alternatives)}
    ${list('Notes for graders', gradingNotes)}
  </div>`;
}

function list(title: string, items: readonly string[], isOrdered = false): Html | null {
  if (items.length === 0) return null;
  const rows = items.map((item) => html`<li class="words" dir="auto">${item}</li>`);
  return html`<h4>${title}</h4>
    ${
      isOrdered
        ? html`<ol>
            ${rows}
          </ol>`
        : html`<ul>
            ${rows}
          </ul>`
    }`;
}

function rubricParts(criteria: readonly Criterion[], points: number): Html {
  const fault = faultOf(criteria, points);
  return html`${fault !== null && banner('bad', 'This rubric cannot grade', html`<p><bdi>${fault}</bdi></p>`)}
    <table class="criteria">
      <thead>
        <tr>
          <th scope="col">Criterion</th>
          <th scope="col">Met when</th>
          <th scope="col" class="number">Points</th>
        </tr>
      </thead>
      <tbody>
        ${criteria.map(criterionRow)}
      </tbody>
    </table>`;
}

function criterionRow({ id, description, points, partly }: Criterion): Html {
  return html`<tr>
    <th scope="row"><bdi>${id}</bdi></th>
    <td>
      <span class="words" dir="auto">${description}</span>
      ${partly && html`<p class="partly"><b>Partly (${partly.points}):</b> <bdi>${partly.when}</bdi></p>`}
    </td>
    <td class="number">${points}</td>
  </tr>`;
}

export const questionStyles = `
.question { scroll-margin-top: 1rem; align-content: start; }
.question-top { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 0.8rem; }
.words { white-space: pre-wrap; }
.key { display: grid; gap: 0.4rem; }
.key ol, .key ul { margin: 0; padding-left: 1.4rem; }
h4 { margin: 0.3rem 0 0; font-size: 0.86rem; font-weight: 600; color: var(--soft); }
.criteria th[scope="row"] { width: 7rem; font-weight: 600; }
.criteria td.number { width: 5rem; font-weight: 600; }
.partly { margin-top: 0.25rem; color: var(--soft); }
@media screen and (max-width: 40rem) {
  .criteria th, .criteria td { padding: 0.5rem 0.35rem; }
  .criteria th[scope="row"] { width: 4rem; }
  .criteria td.number, .criteria th.number { width: 3.2rem; }
}
@media print { .question { break-inside: auto; } .question-top { break-after: avoid; } }`;
