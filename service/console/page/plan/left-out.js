// The best matches that the plan does not hire, and why.

import { html } from '../vendor/preact-htm.js';
import { number } from '../format.js';
import { CreatorName } from './creator-names.js';
import { demanded } from './wishes.js';
import { figure, sentence, unitWords } from './words.js';

// Reasons that being demanded overcomes; the others would be refused.
const COULD_BE_HIRED = ['worth_less', 'rules', 'over_share', 'over_budget', 'no_forecast'];

/** @typedef {import('./shapes.js').LeftOut} LeftOut */

/** @param {{plan: import('./shapes.js').Plan, wanted: import('./shapes.js').Request,
 *   who: Map<string, import('./creator-names.js').Who>,
 *   change: ((patch: import('./shapes.js').Patch, settle?: boolean) => void) | null}} props */
export function LeftOutTable({ plan, wanted, who, change }) {
  if (!plan.left_out.length) return null;
  const act = (/** @type {LeftOut} */ { external_id: id, reason }) => {
    if (reason === 'price_unknown' && !wanted.estimated_prices) {
      return html`<button onClick=${() => change?.({ estimated_prices: true }, false)}>Allow estimated prices</button>`;
    }
    return COULD_BE_HIRED.includes(reason) && html`<button aria-label=${`Hire ${who.get(id)?.name ?? id} anyway`} onClick=${() => change?.(demanded(wanted, id, true), false)}>Hire anyway</button>`;
  };
  return html`
    <section class="card" aria-labelledby="plan-left">
      <h2 id="plan-left">Left out</h2>
      <p class="hint">The best matches of the brief that are not in the plan, and what the plan would lose at least with each.</p>
      <div class="scroll plan-left" tabindex="0" role="region" aria-labelledby="plan-left">
        <table class="plan-table">
          <thead><tr><th scope="col" class="figure">Match</th><th scope="col">Creator</th><th scope="col" class="figure">Loses</th><th scope="col">Why</th>
            ${change && html`<th scope="col"><span class="for-readers">Change</span></th>`}</tr></thead>
          <tbody>${plan.left_out.map((one) => html`
            <tr key=${one.external_id}><td class="figure">${one.rank === null ? '–' : number(one.rank)}</td>
              <th scope="row"><${CreatorName} id=${one.external_id} who=${who.get(one.external_id)} /></th>
              <td class="figure">${one.loses ? html`${figure(one.loses, plan.unit)}<span class="hint">${unitWords(plan.unit)}</span>` : '–'}</td>
              <td class="plan-why">${sentence(one.message)}</td>${change && html`<td class="plan-wishes">${act(one)}</td>`}</tr>`)}</tbody>
        </table>
      </div>
    </section>`;
}
