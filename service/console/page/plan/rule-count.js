// How many creators, how much of the budget one may cost, how different they are, and whether prices may be estimated.

import { html } from '../vendor/preact-htm.js';
import { share } from '../format.js';
import { HowMany, isPossible } from './how-many.js';
import { NumberField } from './number-field.js';
import { useDraft } from './use-draft.js';

const MOST = 10_000;

/** @typedef {{min: number, max: number}} Bounds */

/** @param {import('./rules.js').RuleProps} props */
export function CountRule({ wanted, set }) {
  const [count, setCount] = useDraft(wanted.creators, shown, read, (creators) => set({ creators }));
  return html`
    <${HowMany} count=${count} onChange=${setCount} hint="Empty: no bound." />
    <${NumberField} label="One creator costs at most" unit="% of the budget" value=${wanted.max_share_pct ?? null} min="0.01" max="100"
      onChange=${(/** @type {number | null} */ max_share_pct) => set({ max_share_pct })} />
    <label class="field"><span>Spread over niches and countries: ${share(wanted.overlap_penalty)}</span>
      <input type="range" min="0" max="1" step="0.05" value=${wanted.overlap_penalty} aria-valuetext=${share(wanted.overlap_penalty)}
        onInput=${(/** @type {any} */ event) => set({ overlap_penalty: Number(event.target.value) })} />
      <span class="hint plan-below">What each further creator of the same niche and country loses of a typical value.</span></label>
    <label class="check"><input type="checkbox" checked=${wanted.estimated_prices} onChange=${(/** @type {any} */ event) => set({ estimated_prices: event.target.checked }, false)} />
      <span>Allow estimated prices <span class="hint">counted at the high end of the estimate</span></span></label>`;
}

/** @param {Bounds} bounds */
const shown = ({ min, max }) => ({ min: min > 1 ? String(min) : '', max: max < MOST ? String(max) : '' });

/** @param {import('./how-many.js').Count} count @returns {Bounds | null} */
const read = (count) => (isPossible(count) ? { min: count.min === '' ? 1 : Number(count.min), max: count.max === '' ? MOST : Number(count.max) } : null);
