// One creator of the roster.

import { html, useState } from '../vendor/preact-htm.js';
import { money, number, share } from '../format.js';
import { Bar } from '../parts/bar.js';
import { Alternates } from './alternates.js';
import { CreatorName } from './creator-names.js';
import { cell } from './roster-cell.js';
import { demanded, leftOut, locked } from './wishes.js';
import { between } from './totals.js';
import { about, COUNTED, figure, isCounted } from './words.js';

const COLUMNS = 6;

/** @typedef {import('./shapes.js').Line} Line */
/** @typedef {import('./shapes.js').Range} Range */

/** @param {{line: Line, plan: import('./shapes.js').Plan, wanted: import('./shapes.js').Request, work: string | null,
 *   who: Map<string, import('./creator-names.js').Who>,
 *   change: ((patch: import('./shapes.js').Patch, settle?: boolean) => void) | null}} props */
export function RosterLine({ line, plan, wanted, who, work, change }) {
  const [open, setOpen] = useState(false);
  const { currency, unit } = plan;
  const id = line.external_id;
  const name = who.get(id)?.name ?? id;
  const part = Number(line.price.amount) / Number(plan.request.budget.total);
  const each = line.cost.per_engagement;
  const valued = !isCounted(unit);
  const isLocked = wanted.locked?.includes(id) ?? false;
  const isDemanded = wanted.candidates.must_have?.includes(id) ?? false;
  return html`
    <tr role="row">
      <th scope="row" role="rowheader"><${CreatorName} id=${id} who=${who.get(id)} />${work && html`<span class="hint plan-account">${work}</span>`}
        ${change ? html`<div class="row plan-wishes">
          <button aria-pressed=${isLocked} aria-label=${`Lock ${name}`} title="Stays as it is, at this price" onClick=${() => change(locked(wanted, id, !isLocked))}>Lock</button>
          <button aria-pressed=${isDemanded} aria-label=${`Must have ${name}`} title="In the plan, whatever else is" onClick=${() => change(demanded(wanted, id, !isDemanded))}>Must have</button>
          <button aria-label=${`Leave out ${name}`} onClick=${() => change(leftOut(wanted, id, true))}>Leave out</button>
          ${line.alternates.length > 0 && html`<button aria-expanded=${open} aria-label=${`Swap ${name}`} onClick=${() => setOpen(!open)}>Swap…</button>`}</div>`
        : isLocked && html`<span class="tag">locked</span>`}
      </th>
      ${cell('Price', html`<span>${money(line.price.amount, currency)}${basis(line)}</span>`)}
      ${cell('Of the budget', html`<span class="plan-share">${share(part, part < 0.01 ? 1 : 0)}<${Bar} value=${part} /></span>`)}
      ${cell('Engagements', ranged(line.forecast.engagements))}
      ${cell('Reach', ranged(line.forecast.reach))}
      ${valued ? cell(COUNTED[unit], figure(line.value, unit)) : cell('One engagement', each ? about(Number(each.expected), currency) : '–')}
    </tr>
    ${open && change && html`<tr role="row" class="plan-open"><td role="cell" colspan=${COLUMNS}><${Alternates} line=${line} plan=${plan} wanted=${wanted} who=${who} change=${change} /></td></tr>`}`;
}

/** @param {Range | null} range */
const ranged = (range) => (range ? html`<span>${number(range.expected)}<span class="hint">${between(range)}</span></span>` : '–');

/** Where the price comes from, when it is not simply on the rate card in this currency. @param {Line} line */
function basis({ price: { basis: known, details } }) {
  if (known === 'product') return html`<span class="hint">works for the product</span>`;
  if (known === 'estimated' && details.low && details.high) {
    return html`<span class="hint"><span class="tag warn">estimated</span></span><span class="hint">${money(details.low, details.currency)} to ${money(details.high, details.currency)}</span>`;
  }
  if (details.converted && details.amount) return html`<span class="hint" title="On its rate card">of ${money(details.amount, details.currency)} </span>`;
  return null;
}
