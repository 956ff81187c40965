// What is made as large as possible.

import { html } from '../vendor/preact-htm.js';
import { share } from '../format.js';

const PARTS = /** @type {const} */ (['engagements', 'reach', 'fit']);
const SINGLE = {
  engagements: ['Engagements', 'as many reactions as the money buys'],
  reach: ['Reach', 'as many people shown it as the money buys'],
  fit: ['Fit', 'the creators closest to the brief'],
};
const BLEND = { engagements: 0.5, reach: 0.3, fit: 0.2 };

/** @param {import('./rules.js').RuleProps} props */
export function ObjectiveRule({ wanted: { objective }, set }) {
  const counted = PARTS.filter((one) => objective[one] > 0);
  const chosen = counted.length === 1 ? counted[0] : 'blend';
  const total = PARTS.reduce((sum, one) => sum + (objective[one] ?? 0), 0);
  const only = (/** @type {string} */ one) => set({ objective: { engagements: 0, reach: 0, fit: 0, [one]: 1 } }, false);
  const weigh = (/** @type {string} */ one, /** @type {number} */ value) => {
    const next = { engagements: 0, reach: 0, fit: 0, ...objective, [one]: value };
    if (PARTS.filter((part) => next[part] > 0).length > 1) set({ objective: next });
  };
  return html`
    <div role="radiogroup" aria-label="What counts" class="stack plan-choices">
      ${PARTS.map((one) => html`<label class="check" key=${one}><input type="radio" name="objective" checked=${chosen === one} onChange=${() => only(one)} />
        <span>${SINGLE[one][0]} <span class="hint">${SINGLE[one][1]}</span></span></label>`)}
      <label class="check"><input type="radio" name="objective" checked=${chosen === 'blend'} onChange=${() => set({ objective: BLEND }, false)} />
        <span>A blend <span class="hint">each in parts of its largest value</span></span></label>
    </div>
    ${chosen === 'blend' && PARTS.map((one) => html`
      <label class="field plan-weight" key=${one}><span>${SINGLE[one][0]}: ${share((objective[one] ?? 0) / total)}</span>
        <input type="range" min="0" max="1" step="0.05" value=${objective[one] ?? 0} aria-valuetext=${share((objective[one] ?? 0) / total)}
          onInput=${(/** @type {any} */ event) => weigh(one, Number(event.target.value))} /></label>`)}`;
}
