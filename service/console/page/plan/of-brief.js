// A brief's plan: the one that the address names, the newest otherwise, or the start of the first.

import { html } from '../vendor/preact-htm.js';
import { get } from '../api.js';
import { useLoaded } from '../loading.js';
import { readAll } from '../pages.js';
import { ProblemBox } from '../parts/problem.js';
import { address, go } from '../routes.js';
import { planName, titleOf } from './choose.js';
import { Planned } from './planned.js';
import { Start } from './start.js';

/** @typedef {import('./shapes.js').Summary} Summary */

const NEW = 'new';

/** @param {{briefId: string, access: import('../app.js').Access, asked: string | null, version: string | null}} props
 *   `asked`: a plan's id, or "new" */
export function OfBrief({ briefId, access, asked, version }) {
  const { data, problem, reload } = useLoaded((signal) => readBrief(briefId, signal), [briefId, asked]);
  if (!data) return html`<h1>Plan</h1>${problem ? html`<${ProblemBox} problem=${problem} retry=${reload} />` : html`<p class="hint" aria-busy="true">Reading the brief…</p>`}`;
  /** @type {{brief: import('./shapes.js').Brief, plans: Summary[]}} */
  const { brief, plans } = data;
  const planId = asked ?? plans.at(-1)?.id ?? NEW;
  const place = `/briefs/${briefId}/plan`;
  return html`
    <div class="spread plan-head">
      <div><h1>Plan</h1><p>for <a href=${address(`/briefs/${briefId}`)}>${titleOf(brief)}</a></p></div>
      ${plans.length > 0 && html`<label class="row"><span class="hint">Plan</span>
        <select value=${planId} onChange=${(/** @type {any} */ event) => go(place, { plan: event.target.value })}>
          ${plans.map((plan) => html`<option key=${plan.id} value=${plan.id}>${planName(plan)}</option>`)}
          <option value=${NEW}>Another plan…</option>
        </select></label>`}
    </div>
    ${planId === NEW
      ? html`<${Start} brief=${brief} access=${access} />`
      : html`<${Planned} key=${planId} brief=${brief} planId=${planId} version=${version} access=${access} />`}`;
}

/** @param {string} briefId @param {AbortSignal} signal */
async function readBrief(briefId, signal) {
  const path = `/v1/briefs/${encodeURIComponent(briefId)}`;
  const [brief, plans] = await Promise.all([get(path, {}, signal), readAll(`${path}/plans`, signal)]);
  return { brief, plans };
}
