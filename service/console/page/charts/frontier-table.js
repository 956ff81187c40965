// The frontier in figures: what the chart shows, and what each further sum buys.

import { html } from '../vendor/preact-htm.js';
import { money, number } from '../format.js';
import { minus } from '../plan/decimal.js';
import { about, figure, isCounted, unitWords } from '../plan/words.js';

/** @param {{frontier: import('../plan/frontier.js').Frontier, unit: import('../plan/shapes.js').Unit, currency: string,
 *   onTake: ((budget: string) => void) | null}} props */
export function FrontierTable({ frontier: { steps }, unit, currency, onTake }) {
  return html`
    <details><summary>The same in figures</summary>
      <p class="hint">Each is within 0.5 % of the best that its budget could buy; the plan’s own is as good as it says.</p>
      <div class="scroll" tabindex="0" role="region" aria-label="What other budgets would buy, in figures">
        <table class="plan-table">
          <thead><tr><th scope="col" class="figure">From</th><th scope="col" class="figure">Creators</th><th scope="col" class="figure">Brings, ${unitWords(unit)}</th>
            <th scope="col" class="figure">More money</th><th scope="col" class="figure">brings more</th>${isCounted(unit) && html`<th scope="col" class="figure">for each</th>`}${onTake && html`<th scope="col"><span class="for-readers">Take</span></th>`}</tr></thead>
          <tbody>${steps.map((one, place) => {
            const before = steps[place - 1];
            const more = before && { money: minus(one.at, before.at), value: one.value - before.value };
            return html`<tr key=${one.at}><th scope="row" class="figure">${money(one.at, currency)}</th><td class="figure">${number(one.creators)}</td><td class="figure">${figure(one.value, unit)}</td>
              <td class="figure">${more ? money(more.money, currency) : '–'}</td><td class="figure">${more ? figure(more.value, unit) : '–'}</td>
              ${isCounted(unit) && html`<td class="figure">${more ? about(Number(more.money) / more.value, currency) : '–'}</td>`}${onTake && html`<td><button class="plan-take" aria-label=${`Take ${money(one.at, currency)}`} onClick=${() => onTake(one.at)}>Take</button></td>`}</tr>`;
          })}</tbody>
        </table>
      </div>
    </details>`;
}
