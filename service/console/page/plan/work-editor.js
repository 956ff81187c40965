// What one creator makes: kinds of deliverables and how many of each.

import { html } from '../vendor/preact-htm.js';
import { useVocabulary } from '../parts/vocabulary.js';

/** @typedef {import('./shapes.js').Deliverable} Deliverable */

/** @param {{work: Deliverable[], onChange: (work: Deliverable[]) => void}} props */
export function WorkEditor({ work, onChange }) {
  const kinds = useVocabulary('deliverable_kinds');
  const set = (/** @type {number} */ place, /** @type {Partial<Deliverable>} */ part) =>
    onChange(work.map((one, number) => (number === place ? { ...one, ...part } : one)));
  const free = kinds.filter((one) => !work.some((line) => line.kind === one.id));
  return html`
    <div class="stack plan-work">
      ${work.map((one, place) => html`
        <div class="row" key=${place}>
          <input class="plan-count" type="number" min="1" max="100" value=${one.quantity} aria-label="Quantity"
            onInput=${(/** @type {any} */ event) => Number(event.target.value) >= 1 && set(place, { quantity: Math.min(100, Math.round(Number(event.target.value))) })} />
          <select value=${one.kind} aria-label="Kind of deliverable" onChange=${(/** @type {any} */ event) => set(place, { kind: event.target.value })}>
            ${kinds.filter((kind) => kind.id === one.kind || free.includes(kind)).map((kind) => html`<option key=${kind.id} value=${kind.id}>${kind.name}</option>`)}
          </select>
          ${work.length > 1 && html`<button type="button" class="quiet" aria-label="Take this deliverable out" onClick=${() => onChange(work.filter((_, number) => number !== place))}>✕</button>`}
        </div>`)}
      ${free.length > 0 && html`<div><button type="button" class="quiet" onClick=${() => onChange([...work, { kind: free[0].id, quantity: 1 }])}>+ Another deliverable</button></div>`}
    </div>`;
}
