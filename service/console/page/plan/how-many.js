// Fewest and most creators.

import { html } from '../vendor/preact-htm.js';

/** @typedef {{min: string, max: string}} Count as typed; empty: no bound */

/** The plan's `creators` of what was typed. @param {Count} count @returns {{creators?: {min?: number, max?: number}}} */
export function readCount({ min, max }) {
  const creators = { ...(min && { min: Number(min) }), ...(max && { max: Number(max) }) };
  return Object.keys(creators).length ? { creators } : {};
}

/** @param {Count} count */
export const isPossible = ({ min, max }) => [min, max].every((one) => one === '' || /^\d{1,4}$/.test(one)) && max !== '0'
  && (min === '' || max === '' || Number(min) <= Number(max));

/** @param {{count: Count, onChange: (count: Count) => void, hint?: string}} props */
export function HowMany({ count, onChange, hint }) {
  const wrong = !isPossible(count);
  const field = (/** @type {'min' | 'max'} */ end, /** @type {string} */ label) => html`
    <label class="field"><span>${label}</span>
      <input class="plan-count" type="number" min=${end === 'min' ? 0 : 1} max="9999" step="1" value=${count[end]} aria-invalid=${wrong}
        onInput=${(/** @type {any} */ event) => onChange({ ...count, [end]: event.target.value })} /></label>`;
  return html`
    <div><div class="row">${field('min', 'Creators, at least')}${field('max', 'at most')}</div>
      ${wrong ? html`<p class="hint plan-wrong">The least is more than the most, or not a whole number.</p>` : hint && html`<p class="hint">${hint}</p>`}</div>`;
}
