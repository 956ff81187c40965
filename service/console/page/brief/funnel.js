// From all creators to matches: who is left after each constraint, and how many it took.

import { html } from '../vendor/preact-htm.js';
import { number, share, words } from '../format.js';
import { fieldOfConstraint } from './fields.js';

/** @typedef {{constraint: string, remaining: number, source?: string}} Step */

/** @param {{steps: Step[] | null, loading: boolean, onStep: (fieldId: string) => void, children?: unknown}} props
 *   `onStep`: shows the chips of a field */
export function Funnel({ steps, loading, onStep, children }) {
  const all = steps?.[0]?.remaining ?? 0;
  return html`
    <section class="card" aria-labelledby="funnel-title" aria-busy=${loading ? 'true' : 'false'}>
      <h2 id="funnel-title">From all creators to matches</h2>
      <ol class="funnel">${(steps ?? []).map((step, index) => html`<${StepItem} key=${`${step.constraint}${index}`} step=${step} before=${steps?.[index - 1]?.remaining ?? null} all=${all} onStep=${onStep} />`)}</ol>
      ${children}
    </section>`;
}

/** @param {{step: Step, before: number | null, all: number, onStep: (fieldId: string) => void}} props */
function StepItem({ step, before, all, onStep }) {
  const field = fieldOfConstraint(step.constraint);
  const took = before === null ? 0 : before - step.remaining;
  const label = before === null ? 'All creators' : step.source === 'feedback' ? 'Not rejected' : field?.label ?? words(step.constraint);
  const part = all ? step.remaining / all : 0;
  const body = html`
    <span class="funnel-label">${label}</span>
    <span class="funnel-track" aria-hidden="true"><span class="funnel-fill" style=${{ '--part': String(part) }}></span></span>
    <span class="funnel-left">${number(step.remaining)}<span class="for-readers"> left, ${share(part, 1)} of all</span></span>
    <span class="funnel-took">${before === null ? '' : took ? `−${number(took)}` : '0'}</span>`;
  const told = before === null ? 'All indexed creators' : `${label}: takes ${number(took)} of ${number(before)}`;
  return html`<li title=${told}>${field && before !== null ? html`<button onClick=${() => onStep(field.id)}>${body}</button>` : html`<div>${body}</div>`}</li>`;
}
