// How much money: moving it shows at once what is known of that budget, and solves again when it rests.

import { html, useRef, useState } from '../vendor/preact-htm.js';
import { money } from '../format.js';
import { amountOf, floor } from './decimal.js';
import { boughtWith, rangeOf } from './frontier.js';
import { creators, figure, unitWords } from './words.js';

/** @typedef {import('./shapes.js').Unit} Unit */

/** @param {{planning: import('./use-plan.js').Planning, plan: import('./shapes.js').Plan,
 *   wanted: import('./shapes.js').Request, frontier: import('./frontier.js').Frontier, disabled: boolean}} props */
export function BudgetCard({ planning, plan, wanted, frontier, disabled }) {
  const { currency, unit } = plan;
  const { total } = wanted.budget;
  const [typed, setTyped] = useState(/** @type {string | null} */ (null));
  const [held, setHeld] = useState(false);
  const range = useSteadyRange(rangeOf(frontier, total), held);
  const set = (/** @type {string} */ amount, settle = true) => planning.change({ budget: { total: amount, currency } }, settle);
  const type = (/** @type {string} */ text) => {
    setTyped(text);
    const amount = amountOf(text);
    if (amount !== null) set(amount);
  };
  const enter = (/** @type {KeyboardEvent} */ event) => {
    const amount = amountOf(typed ?? total);
    if (event.key === 'Enter' && amount !== null) set(amount, false);
  };
  const wrong = typed !== null && amountOf(typed) === null;
  const said = boughtWords(frontier, total, unit);
  return html`
    <section class="card" aria-labelledby="plan-budget">
      <h2 id="plan-budget">Budget</h2>
      <fieldset class="plain stack" disabled=${disabled}>
        <label class="row plan-total"><span class="for-readers">Budget in all, ${currency}</span>
          <input class="plan-amount" inputmode="decimal" autocomplete="off" value=${typed ?? total} aria-invalid=${wrong} onInput=${(/** @type {any} */ event) => type(event.target.value)}
            onKeyDown=${enter} onBlur=${() => setTyped(null)} /><strong>${currency}</strong></label>
        <input type="range" aria-label="Budget" min=${range.min} max=${range.max} step=${range.step} value=${floor(total)}
          aria-valuetext=${`${money(total, currency)}: ${said}`} onInput=${(/** @type {any} */ event) => set(event.target.value)}
          onPointerDown=${() => setHeld(true)} onPointerUp=${() => setHeld(false)} onPointerCancel=${() => setHeld(false)} />
        <div class="spread hint plan-ends"><span>${money(range.min, currency, { whole: true })}</span><span>${money(range.max, currency, { whole: true })}</span></div>
      </fieldset>
      <p class="plan-preview">${wrong ? html`<span class="plan-wrong">Not an amount: figures, and a point before the cents.</span>` : said}</p>
      ${disabled && html`<p class="hint">Only looked at here, not changed.</p>`}
    </section>`;
}

/** @param {import('./frontier.js').Frontier} frontier @param {string} budget @param {Unit} unit */
function boughtWords(frontier, budget, unit) {
  const bought = boughtWith(frontier, budget);
  if (!bought) return frontier.steps.length ? 'Less than any plan that is known costs; it is looked for.' : 'What it buys is not known yet.';
  const { low, high, about } = bought;
  if (low.value === high.value) return `buys about ${figure(low.value, unit)} ${unitWords(unit)} with ${creators(low.creators)}`;
  return `buys about ${figure(about, unit)} ${unitWords(unit)} (${figure(low.value, unit)} to ${figure(high.value, unit)})`;
}

/** Whole units, stepping by about a hundredth of the range; it stays as it is while the slider is held.
 * @param {{min: string, max: string}} range @param {boolean} held */
function useSteadyRange(range, held) {
  const steady = useRef(/** @type {{min: string, max: string, step: string} | null} */ (null));
  if (!steady.current || !held) steady.current = stepped(range);
  return steady.current;
}

/** @param {{min: string, max: string}} range */
function stepped(range) {
  const [min, max] = [BigInt(range.min), BigInt(range.max)];
  const step = 10n ** BigInt(Math.max(0, String(max - min).length - 3));
  const least = (min / step) * step;
  return { min: String(least > 0n ? least : step), max: String(((max + step - 1n) / step) * step), step: String(step) };
}
