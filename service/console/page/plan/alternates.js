// Who could stand in for a line with every rule kept.

import { html } from '../vendor/preact-htm.js';
import { money } from '../format.js';
import { CreatorName } from './creator-names.js';
import { swapped } from './wishes.js';
import { figure, unitWords } from './words.js';

/** @param {{line: import('./shapes.js').Line, plan: import('./shapes.js').Plan, wanted: import('./shapes.js').Request,
 *   who: Map<string, import('./creator-names.js').Who>,
 *   change: (patch: import('./shapes.js').Patch, settle?: boolean) => void}} props */
export function Alternates({ line, plan, wanted, who, change }) {
  const { currency, unit } = plan;
  const name = who.get(line.external_id)?.name ?? line.external_id;
  return html`
    <ul class="plan-alternates" aria-label=${`Instead of ${name}`}>${line.alternates.map((one) => html`
      <li key=${one.external_id}>
        <span><${CreatorName} id=${one.external_id} who=${who.get(one.external_id)} /></span>
        <span class="figure">${money(one.price, currency)}<span class="hint">${signed(one.price_change, (amount) => money(amount, currency))}</span></span>
        <span class="figure">${signed(String(one.value_change), (value) => figure(Number(value), unit))}<span class="hint">${unitWords(unit)}</span></span>
        <button aria-label=${`Swap ${name} for ${who.get(one.external_id)?.name ?? one.external_id}`} onClick=${() => change(swapped(wanted, line.external_id, one.external_id), false)}>Swap in</button>
      </li>`)}</ul>`;
}

/** +70, −66 or the same @param {string} change a decimal @param {(amount: string) => string} shown */
function signed(change, shown) {
  if (!/[1-9]/.test(change)) return 'the same';
  return change.startsWith('-') ? `−${shown(change.slice(1))}` : `+${shown(change)}`;
}
