// Every search is a version of the plan; an earlier one can be looked at and gone on with.

import { html } from '../vendor/preact-htm.js';
import { patch, request } from '../api.js';
import { ago } from '../format.js';
import { useAction, useShown } from '../loading.js';
import { isObject } from '../merge-patch.js';
import { ProblemBox } from '../parts/problem.js';
import { address, go } from '../routes.js';

/** @typedef {import('./shapes.js').Request} Request */

/** @param {{plan: import('./shapes.js').Plan, mayWrite: boolean}} props */
export function Versions({ plan, mayWrite }) {
  const place = `/briefs/${plan.brief_id}/plan`;
  const isShown = useShown();
  const [goOn, busy, problem] = useAction(async () => {
    const { data: newest, headers } = await request('GET', `/v1/plans/${plan.id}`);
    const body = difference(newest.request, keepable(plan.request, newest.request));
    const tag = headers.get('ETag') ?? '';
    await patch(`/v1/plans/${plan.id}`, body, { headers: { 'If-Match': tag } });
    if (isShown()) go(place, { plan: plan.id });
  });
  const numbers = Array.from({ length: plan.latest_version }, (_, place) => plan.latest_version - place);
  return html`
    <div class="row plan-versions">
      <label class="row"><span class="hint">Version</span>
        <select value=${plan.version} disabled=${plan.latest_version === 1} onChange=${(/** @type {any} */ event) => go(place, { plan: plan.id, version: Number(event.target.value) === plan.latest_version ? null : event.target.value })}>
          ${numbers.map((one) => html`<option key=${one} value=${one}>${one}${one === plan.latest_version ? ' (newest)' : ''}${one === plan.accepted_version ? ' (accepted)' : ''}</option>`)}
        </select></label>
      <span class="hint">solved ${ago(plan.solved_at)}</span>
      ${plan.accepted_version !== null && html`<span class="tag good">${plan.accepted_version === plan.version ? 'Accepted' : `Version ${plan.accepted_version} is accepted`}</span>`}
      ${plan.version !== plan.latest_version && html`<span class="tag warn">An earlier version</span>
        <a class="button" href=${address(place, { plan: plan.id })}>To the newest</a>
        ${mayWrite && html`<button disabled=${busy} onClick=${goOn}>${busy ? 'Searching…' : 'Go on from this one'}</button>`}`}
    </div>
    ${problem && html`<${ProblemBox} problem=${problem} />`}`;
}

/** The earlier request; only lines of the newest version can be locked in the next. @param {Request} earlier @param {Request} newest */
function keepable(earlier, newest) {
  const { locked = [], ...rest } = earlier;
  return { ...rest, locked: locked.filter((id) => newest.locked?.includes(id)) };
}

/** The merge patch that makes one request the other. What differs inside stands there in whole: a request as it was sent may
 * lack what is shown of it. @param {Record<string, any>} before @param {Record<string, any>} after */
function difference(before, after) {
  /** @type {Record<string, any>} */
  const patch = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (JSON.stringify(before[name]) === JSON.stringify(after[name])) continue;
    if (!(name in after)) patch[name] = null;
    else patch[name] = isObject(before[name]) && isObject(after[name]) ? { ...removed(before[name], after[name]), ...after[name] } : after[name];
  }
  return patch;
}

/** @param {object} from @param {object} to */
const removed = (from, to) => Object.fromEntries(Object.keys(from).filter((name) => !(name in to)).map((name) => [name, null]));
