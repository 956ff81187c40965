// How good the plan is and how sure that is; where nothing fits, what would help; and the search while it runs.

import { html } from '../vendor/preact-htm.js';
import { duration, number } from '../format.js';
import { Elapsed } from './elapsed.js';
import { refusedWords, sentence, statusWords } from './words.js';

const LONGER = 3;
const MOST_SECONDS = 60;

/** @param {{plan: import('./shapes.js').Plan, planning: import('./use-plan.js').Planning,
 *   change: ((patch: import('./shapes.js').Patch, settle?: boolean) => void) | null}} props */
export function Status({ plan, planning, change }) {
  const said = statusWords(plan);
  const longer = Math.min(MOST_SECONDS, plan.request.seconds * LONGER);
  return html`
    <section class="card plan-status" aria-label="How good it is">
      <p><span class=${`tag ${said.tone}`}>${said.title}</span> ${said.text}
        ${plan.status === 'stopped' && change && longer > plan.request.seconds && html` <button onClick=${() => change({ seconds: longer }, false)}>Search for ${duration(longer)}</button>`}</p>
      ${plan.repairs.length > 0 && html`<ul class="plan-repairs">${plan.repairs.map((one) => html`
        <li key=${one.message}><button disabled=${!change} onClick=${() => change?.(one.patch, false)}>${sentence(one.message)}</button></li>`)}</ul>`}
      ${plan.status === 'infeasible' && !plan.repairs.length && html`<p>No small change was found in time. A larger budget, fewer rules, or estimated prices may help.</p>`}
      ${planning.since === null
        ? html`<p class="hint">${considered(plan)}</p>`
        : html`<p><${Elapsed} since=${planning.since} seconds=${planning.wanted?.seconds ?? 10} waiting=${planning.waiting} /></p>`}
    </section>`;
}

/** @param {import('./shapes.js').Plan} plan */
function considered({ considered: { candidates, options, refused, not_found }, took_ms, rates_are_old, rates_as_of, erased_lines }) {
  const parts = [`${number(candidates)} candidates, ${number(options)} ways to employ them`, ...refusedWords(refused)];
  if (not_found.length) parts.push(`nobody is called ${not_found.join(', ')}`);
  const text = `${parts.join('; ')}. Solved in ${duration(took_ms.in_all / 1000)}.`;
  const rates = rates_are_old && rates_as_of ? ` Exchange rates are of ${rates_as_of}.` : '';
  return text + rates + (erased_lines ? ` ${number(erased_lines)} of its creators were erased since; totals still hold them.` : '');
}
