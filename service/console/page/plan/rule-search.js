// How long to search for the best, and how close to it is close enough.

import { html } from '../vendor/preact-htm.js';
import { NumberField } from './number-field.js';

/** @param {import('./rules.js').RuleProps} props */
export function SearchRule({ wanted, set }) {
  return html`
    <${NumberField} label="Search for at most" unit="seconds" value=${wanted.seconds} min="0.1" max="60" required
      hint="Looking at other budgets may take as long again." onChange=${(/** @type {number} */ seconds) => set({ seconds })} />
    <${NumberField} label="Close enough" unit="% below the best" value=${wanted.gap_pct} min="0" max="10" required
      onChange=${(/** @type {number} */ gap_pct) => set({ gap_pct })} />
    <label class="check"><input type="checkbox" checked=${wanted.frontier} onChange=${(/** @type {any} */ event) => set({ frontier: event.target.checked }, false)} />
      <span>Look at other budgets too <span class="hint">for the chart</span></span></label>`;
}
