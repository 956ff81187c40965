// Whom the plan hires, what each costs and brings; each can be kept, demanded, left out or swapped. On telephones its rows are
// cards, and roles say that it still is a table.

import { html } from '../vendor/preact-htm.js';
import { money, number } from '../format.js';
import { cell } from './roster-cell.js';
import { RosterLine } from './roster-line.js';
import { COUNTED, figure, isCounted, workWords } from './words.js';

/** @param {{plan: import('./shapes.js').Plan, wanted: import('./shapes.js').Request, kindNames: Map<string, string>,
 *   who: Map<string, import('./creator-names.js').Who>,
 *   change: ((patch: import('./shapes.js').Patch, settle?: boolean) => void) | null}} props `change`: null: not changed here */
export function Roster({ plan, wanted, who, kindNames, change }) {
  const { lines, totals, currency, unit } = plan;
  const works = new Set(lines.map((line) => workWords(line.deliverables, kindNames)));
  const [same] = works.size === 1 ? works : [];
  const valued = !isCounted(unit);
  return html`
    <section class="card" aria-labelledby="plan-roster">
      <h2 id="plan-roster">The roster</h2>
      ${same && html`<p class="hint">Each makes ${same}.</p>`}
      <div class="scroll" tabindex="0" role="region" aria-labelledby="plan-roster">
        <table class="plan-table plan-cards" role="table">
          <thead role="rowgroup"><tr role="row"><${Head}>Creator<//><${Head} figure>Price<//><${Head} figure>Share<//>
            <${Head} figure>Engagements<//><${Head} figure>Reach<//><${Head} figure>${valued ? COUNTED[unit] : 'One engagement'}<//></tr></thead>
          <tbody role="rowgroup">${lines.map((line) => html`<${RosterLine} key=${line.external_id} line=${line} plan=${plan} wanted=${wanted} who=${who}
            work=${same ? null : workWords(line.deliverables, kindNames)} change=${change} />`)}</tbody>
          <tfoot role="rowgroup"><tr role="row"><th scope="row" role="rowheader">In all</th>${cell('Price', money(totals.price, currency))}${cell('', '')}
            ${cell('Engagements', totals.forecast.engagements ? number(totals.forecast.engagements.expected) : '–')}
            ${cell('Reach', totals.forecast.reach ? number(totals.forecast.reach.expected) : '–')}${valued ? cell(COUNTED[unit], figure(totals.value, unit)) : cell('', '')}</tr></tfoot>
        </table>
      </div>
    </section>`;
}

/** @param {{figure?: boolean, children?: unknown}} props */
const Head = ({ figure, children }) => html`<th scope="col" role="columnheader" class=${figure ? 'figure' : ''}>${children}</th>`;
