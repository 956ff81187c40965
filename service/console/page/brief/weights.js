// What counts in the score: named weights, and sliders over them.

import { html } from '../vendor/preact-htm.js';
import { share, words } from '../format.js';
import { put } from './document.js';

const PRESETS = ['balanced', 'niche', 'value', 'engagement', 'audience', 'trust'];
const PATH = ['preferences', 'weights'];

/** @param {{document: import('./document.js').Document, weights: Record<string, number> | undefined, onChange: (document: import('./document.js').Document) => void}} props
 *   `weights`: as the brief resolves to, before they are scaled to sum to 1 */
export function Weights({ document, weights, onChange }) {
  const { preset = 'balanced', weights: own = {} } = document.preferences ?? {};
  const all = { ...weights, ...own };
  const sum = Object.values(all).reduce((total, one) => total + one, 0) || 1;
  return html`
    <details class="card weights"><summary><h2>What counts</h2> <span class="hint">${words(preset)}${Object.keys(own).length ? ', changed' : ''}</span></summary>
      <div class="stack">
        <label class="field"><span>Weights</span>
          <select value=${preset} onChange=${(/** @type {any} */ event) => onChange(put(document, ['preferences', 'preset'], event.target.value))}>
            ${PRESETS.map((one) => html`<option key=${one} value=${one}>${words(one)}</option>`)}
          </select></label>
        ${Object.entries(all).map(([name, weight]) => html`
          <label key=${name} class="weight"><span>${words(name)}</span>
            <input type="range" min="0" max="1" step="0.01" value=${weight} onInput=${(/** @type {any} */ event) => onChange(put(document, [...PATH, name], Number(event.target.value)))} />
            <output>${share(weight / sum)}</output></label>`)}
        ${Object.keys(own).length > 0 && html`<div><button onClick=${() => onChange(put(document, PATH, undefined))}>Back to ${words(preset).toLowerCase()}</button></div>`}
        <p class="hint">Share of the score. Components without data count as neutral.</p>
      </div>
    </details>`;
}
